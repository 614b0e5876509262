// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.MessageException.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Messages that somebody on the way changed. Each ends in a named refusal, and what is read before
/// it is a true beginning of what was sent.
class MessageAttackTest {
  private static final byte[] BODY =
      "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

  private final Ends ends = new Ends();

  /// A request, and its response in three parts.
  private record Exchange(SealedRequest sealed, Bytes request, Bytes response) {}

  private Exchange exchange(String target) throws IOException {
    return exchange(ends.keys(), target);
  }

  private Exchange exchange(MessageKeys keys, String target) throws IOException {
    SealedRequest sealed =
        keys.seal("POST", target, List.of(new Field("a", "b")), Ends.stream(BODY));
    byte[] request = sealed.body().readAllBytes();
    OpenedRequest opened = ends.receiver(1).open("POST", target, Ends.stream(request));
    opened.body().readAllBytes();
    byte[] response = Ends.respond(opened, 200, BODY, 10, 20);
    return new Exchange(sealed, Bytes.copyOf(request), Bytes.copyOf(response));
  }

  /// Opens what the client gets, checks that what it reads is a prefix, and gives the refusal.
  private static Refusal clientRefuses(SealedRequest sealed, byte[] response) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    MessageException refused =
        catchThrowableOfType(
            MessageException.class,
            () -> {
              MessageResponse opened = Ends.open(sealed, response);
              for (int b; (b = opened.body().read()) >= 0; ) {
                read.write(b);
              }
            });
    assertThat(refused).as("it was accepted").isNotNull();
    assertThat(read.toByteArray()).isEqualTo(Arrays.copyOf(BODY, read.size()));
    return refused.refusal();
  }

  private static Refusal serverRefuses(MessageReceiver receiver, String target, byte[] request) {
    MessageException refused =
        catchThrowableOfType(
            MessageException.class,
            () -> receiver.open("POST", target, Ends.stream(request)).body().readAllBytes());
    assertThat(refused).as("it was accepted").isNotNull();
    return refused.refusal();
  }

  @Test
  void responsesCutAnywhere() throws IOException {
    MessageKeys keys = ends.keys();
    int length = exchange(keys, "/cut").response().length();
    for (int end = 0; end < length; end++) {
      Exchange exchange = exchange(keys, "/cut");
      byte[] cut = exchange.response().slice(0, end).toByteArray();
      assertThat(clientRefuses(exchange.sealed(), cut))
          .as("cut after %s", end)
          .isEqualTo(Refusal.TRUNCATED);
    }
  }

  @Test
  void requestsCutAnywhere() throws IOException {
    byte[] request = ends.seal("POST", "/cut", BODY).body().readAllBytes();
    for (int end = 0; end < request.length; end++) {
      assertThat(serverRefuses(ends.receiver(1), "/cut", Arrays.copyOf(request, end)))
          .as("cut after %s", end)
          .isEqualTo(Refusal.TRUNCATED);
    }
  }

  @Test
  void everyByteOfARequestCounts() throws IOException {
    byte[] request = ends.seal("POST", "/a", BODY).body().readAllBytes();
    for (int i = 0; i < request.length; i++) {
      for (int bit : new int[] {1, 2, 4, 128}) {
        byte[] changed = request.clone();
        changed[i] ^= (byte) bit;
        assertThat(serverRefuses(ends.receiver(1), "/a", changed)).as("byte %s", i).isNotNull();
      }
    }
    assertThat(ends.receiver(1).open("POST", "/a", Ends.stream(request)).body().readAllBytes())
        .isEqualTo(BODY);
  }

  @Test
  void everyByteOfAResponseCounts() throws IOException {
    MessageKeys keys = ends.keys();
    int length = exchange(keys, "/a").response().length();
    for (int i = 0; i < length; i++) {
      for (int bit : new int[] {1, 2, 4, 128}) {
        Exchange exchange = exchange(keys, "/a");
        byte[] response = exchange.response().toByteArray();
        response[i] ^= (byte) bit;
        assertThat(clientRefuses(exchange.sealed(), response)).as("byte %s", i).isNotNull();
      }
    }
  }

  /// Chunks of the response: header, head, three of the body.
  private static List<byte[]> pieces(Exchange exchange) {
    return Pieces.of(exchange.response().toByteArray(), ResponseHeader.LENGTH);
  }

  @Test
  void chunksReorderedDuplicatedAndLeftOut() throws IOException {
    for (int[] order :
        new int[][] {
          {0, 1, 3, 2, 4},
          {0, 1, 2, 2, 3, 4},
          {0, 1, 3, 4},
          {0, 1, 2, 4},
          {0, 1, 4},
          {0, 1, 2, 3, 3, 4}
        }) {
      Exchange exchange = exchange("/a");
      List<byte[]> pieces = pieces(exchange);
      List<byte[]> others = new ArrayList<>();
      for (int piece : order) {
        others.add(pieces.get(piece));
      }
      assertThat(clientRefuses(exchange.sealed(), Pieces.joined(others)))
          .isEqualTo(Refusal.NOT_OPENED);
      ends.now = ends.now.plusSeconds(1);
    }
  }

  @Test
  void chunksInPlacesWhereTheirMarkCantStand() throws IOException {
    for (int[] order : new int[][] {{0, 2, 1, 3, 4}, {0, 1, 1, 2, 3, 4}, {0, 2, 3, 4}}) {
      Exchange exchange = exchange("/a");
      List<byte[]> pieces = pieces(exchange);
      List<byte[]> others = new ArrayList<>();
      for (int piece : order) {
        others.add(pieces.get(piece));
      }
      assertThat(clientRefuses(exchange.sealed(), Pieces.joined(others)))
          .isEqualTo(Refusal.MALFORMED);
    }
  }

  @Test
  void finalMarkMovedOrTakenAway() throws IOException {
    Exchange early = exchange("/a");
    List<byte[]> pieces = pieces(early);
    pieces.get(3)[0] = 2;
    assertThat(clientRefuses(early.sealed(), Pieces.joined(pieces.subList(0, 4))))
        .isEqualTo(Refusal.NOT_OPENED);
    Exchange never = exchange("/a");
    List<byte[]> marked = pieces(never);
    marked.get(4)[0] = 1;
    assertThat(clientRefuses(never.sealed(), Pieces.joined(marked))).isEqualTo(Refusal.NOT_OPENED);
  }

  @Test
  void bytesAfterTheEnd() throws IOException {
    Exchange exchange = exchange("/a");
    byte[] longer =
        Arrays.copyOf(exchange.response().toByteArray(), exchange.response().length() + 1);
    assertThat(clientRefuses(exchange.sealed(), longer)).isEqualTo(Refusal.TRAILING);
    byte[] request = ends.seal("POST", "/a", BODY).body().readAllBytes();
    assertThat(serverRefuses(ends.receiver, "/a", Arrays.copyOf(request, request.length + 1)))
        .isEqualTo(Refusal.TRAILING);
  }

  @Test
  void responsesAndChunksOfAnotherRequest() throws IOException {
    Exchange other = exchange("/a");
    Exchange whole = exchange("/a");
    assertThat(clientRefuses(whole.sealed(), other.response().toByteArray()))
        .isEqualTo(Refusal.NOT_OPENED);
    Exchange spliced = exchange("/a");
    List<byte[]> pieces = pieces(spliced);
    pieces.set(3, pieces(other).get(3));
    assertThat(clientRefuses(spliced.sealed(), Pieces.joined(pieces)))
        .isEqualTo(Refusal.NOT_OPENED);
  }

  @Test
  void theClientsOwnRequestAsItsResponse() throws IOException {
    Exchange exchange = exchange("/a");
    assertThat(clientRefuses(exchange.sealed(), exchange.request().toByteArray()))
        .isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void anotherMethodTargetOrTime() throws IOException {
    byte[] request = ends.seal("POST", "/a?b=c", BODY).body().readAllBytes();
    for (String target :
        new String[] {"/a", "/a?b=d", "/A?b=c", "/a?b=c&", "//a?b=c", "/%61?b=c"}) {
      assertThat(serverRefuses(ends.receiver, target, request)).isEqualTo(Refusal.NOT_OPENED);
    }
    MessageException method =
        catchThrowableOfType(
            MessageException.class,
            () -> ends.receiver.open("PUT", "/a?b=c", Ends.stream(request)));
    assertThat(method.refusal()).isEqualTo(Refusal.NOT_OPENED);
    byte[] later = request.clone();
    later[RequestHeader.LENGTH - 2] ^= 1;
    assertThat(serverRefuses(ends.receiver, "/a?b=c", later)).isEqualTo(Refusal.NOT_OPENED);
  }

  @Test
  void encapsulatedKeysThatArentOrAreAnothers() throws IOException {
    byte[] request = ends.seal("POST", "/a", BODY).body().readAllBytes();
    byte[] other = ends.seal("POST", "/a", BODY).body().readAllBytes();
    byte[] swapped = request.clone();
    System.arraycopy(other, 37, swapped, 37, 32);
    assertThat(serverRefuses(ends.receiver, "/a", swapped)).isEqualTo(Refusal.NOT_OPENED);
    // Points of low order: the shared secret is zero, whatever the key is.
    for (String point :
        new String[] {
          "00".repeat(32),
          "01" + "00".repeat(31),
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
          "ec" + "ff".repeat(30) + "7f",
          "ed" + "ff".repeat(30) + "7f",
          "ee" + "ff".repeat(30) + "7f"
        }) {
      byte[] low = request.clone();
      System.arraycopy(Bytes.fromHex(point).toByteArray(), 0, low, 37, 32);
      assertThat(serverRefuses(ends.receiver, "/a", low)).isEqualTo(Refusal.NOT_OPENED);
    }
  }

  @Test
  void plainAnswers() throws IOException {
    for (String[] answer :
        new String[][] {
          {"200", "text/plain"},
          {"200", ""},
          {"200", "application/strongroom-message2"},
          {"500", MessageFormat.CONTENT_TYPE},
          {"201", MessageFormat.CONTENT_TYPE},
          {"400", "text/plain"}
        }) {
      SealedRequest sealed = ends.seal("POST", "/a", BODY);
      MessageException refused =
          catchThrowableOfType(
              MessageException.class,
              () -> sealed.open(Integer.parseInt(answer[0]), answer[1], Ends.stream(BODY)));
      assertThat(refused.refusal()).isEqualTo(Refusal.NOT_ENCRYPTED);
    }
  }
}
