// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.testkit.WithEnclave;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithEnclave(Ticker.class)
@Timeout(60)
class StreamedResponseTest {

  private static BufferedReader lines(AttestedHttpClient client, URI uri) throws Exception {
    InputStream body =
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream()).body();
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  @Test
  void eachLineArrivesBeforeTheNextIsWritten(AttestedHttpClient client, URI enclave)
      throws Exception {
    Ticker.TICKS.release();
    try (BufferedReader lines = lines(client, enclave.resolve("/?3"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(lines.readLine()).isEqualTo("line " + i);
        assertThat(lines.ready()).isFalse();
        Ticker.TICKS.release();
      }
      assertThat(lines.readLine()).isNull();
    }
    Ticker.TICKS.drainPermits();
  }

  @Test
  void aFailureMidwayIsAResponseCutShortAndNoText(AttestedHttpClient client, URI enclave)
      throws Exception {
    Ticker.TICKS.release(2);
    try (BufferedReader lines = lines(client, enclave.resolve("/broken?2"))) {
      List<String> read = new ArrayList<>();
      // The JDK's client may drop what it has already got when it learns of the cut.
      assertThatThrownBy(
              () -> {
                for (String line; (line = lines.readLine()) != null; ) {
                  read.add(line);
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(read).isEqualTo(List.of("line 0", "line 1").subList(0, Math.min(read.size(), 2)));
    }
  }
}
