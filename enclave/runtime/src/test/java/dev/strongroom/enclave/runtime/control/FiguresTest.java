// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is counted of requests, and until when they are in flight.
class FiguresTest {
  private static final Request REQUEST =
      new Request("GET", "/", "/", "", Map.of(), Bytes.EMPTY, Protection.ATTESTED_CHANNEL);

  private final Figures figures = new Figures();

  /// Requests, failed ones, and those in flight.
  private List<Integer> counts() throws Exception {
    JsonNode said = JsonNode.parse(figures.json(0, List.of())).member("figures");
    return List.of(
        said.member("requests").integer(0, 100),
        said.member("requestsFailed").integer(0, 100),
        said.member("requestsInFlight").integer(0, 100));
  }

  private static Response.Writer writer(Response response) {
    return ((Response.Body.Streamed) response.body()).writer();
  }

  @Test
  void aWholeAnswerIsOverAtOnce() throws Exception {
    Service.Handler handler =
        figures.counting(_ -> {
          assertThat(counts()).containsExactly(1, 0, 1);
          return Response.text(200, "");
        });
    assertThat(handler.handle(REQUEST).status()).isEqualTo(200);
    assertThat(counts()).containsExactly(1, 0, 0);
  }

  @Test
  void aStreamIsInFlightUntilItEnds() throws Exception {
    Service.Handler handler =
        figures.counting(_ ->
            Response.streaming(
                201,
                Map.of("content-type", "text/plain"),
                out -> {
                  assertThat(counts()).containsExactly(2, 0, 2);
                  out.write('x');
                }));
    Response first = handler.handle(REQUEST);
    Response second = handler.handle(REQUEST);
    assertThat(counts()).containsExactly(2, 0, 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer(first).writeTo(out);
    assertThat(out.toByteArray()).containsExactly('x');
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.headers()).containsEntry("content-type", List.of("text/plain"));
    assertThat(counts()).containsExactly(2, 0, 1);
    assertThat(second.body()).isInstanceOf(Response.Body.Streamed.class);
  }

  @Test
  void whatIsThrownCountsOnceHandlingOrWriting() throws Exception {
    Service.Handler failing =
        figures.counting(_ -> {
          throw new EOFException("handling");
        });
    assertThatExceptionOfType(EOFException.class).isThrownBy(() -> failing.handle(REQUEST));
    assertThat(counts()).containsExactly(1, 1, 0);
    Response cut =
        figures
            .counting(_ ->
                Response.streaming(
                    200,
                    Map.of(),
                    _ -> {
                      throw new EOFException("writing");
                    }))
            .handle(REQUEST);
    assertThat(counts()).containsExactly(2, 1, 1);
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> writer(cut).writeTo(new ByteArrayOutputStream()));
    assertThat(counts()).containsExactly(2, 2, 0);
  }
}
