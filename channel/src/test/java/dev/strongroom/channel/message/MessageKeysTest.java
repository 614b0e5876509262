// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestationSource.Attested;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.message.MessageException.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Keys are had from verified statements only.
class MessageKeysTest {
  private final Ends ends = new Ends();

  private ChannelException.Refusal refused(MessageClient client, HttpsAttestation attestation) {
    return refused(client.query(), attestation.json());
  }

  private static ChannelException.Refusal refused(MessageClient.Query query, String json) {
    ChannelException refused =
        catchThrowableOfType(ChannelException.class, () -> query.verify(json));
    assertThat(refused).as("it was accepted").isNotNull();
    return refused.refusal();
  }

  private HttpsAttestation attestation(MessageClient.Query query) throws IOException {
    return HttpsAttestation.parse(ends.attestation(query));
  }

  @Test
  void keysComeWithClaimsAndStatement() throws IOException {
    MessageKeys keys = ends.keys();
    assertThat(keys.statement()).isEqualTo(ends.statement);
    assertThat(keys.verified().claims().simulated()).isTrue();
  }

  @Test
  void statementWithAnotherMessageKey() throws IOException {
    MessageClient.Query query = ends.client.query();
    HttpsAttestation genuine = attestation(query);
    KeyStatement exchanged =
        new KeyStatement(
            ends.statement.attestationKey(),
            ends.statement.identityKey(),
            Optional.of(MessageKey.generate(new Ends.Counting(3)).publicKey()));
    HttpsAttestation attack =
        new HttpsAttestation(
            exchanged.encoded(), genuine.evidence(), genuine.signature(), genuine.leafKeyInfo());
    assertThat(refused(query, attack.json())).isEqualTo(ChannelException.Refusal.EVIDENCE_REFUSED);
  }

  @Test
  void attestationForAnotherNonce() throws IOException {
    String old = ends.attestation(ends.client.query());
    assertThat(refused(ends.client.query(), old)).isEqualTo(ChannelException.Refusal.BINDING);
  }

  @Test
  void leafKeyThatWasntSignedOrIsMissing() throws IOException {
    MessageClient.Query query = ends.client.query();
    HttpsAttestation genuine = attestation(query);
    HttpsAttestation other =
        new HttpsAttestation(
            genuine.statement(), genuine.evidence(), genuine.signature(), Bytes.utf8("another"));
    assertThat(refused(query, other.json())).isEqualTo(ChannelException.Refusal.BINDING);
    HttpsAttestation none =
        new HttpsAttestation(genuine.statement(), genuine.evidence(), genuine.signature());
    assertThat(refused(query, none.json())).isEqualTo(ChannelException.Refusal.BINDING);
  }

  @Test
  void aStrangersDeployment() throws IOException {
    MessageClient pinned = ends.client(Optional.of(Bytes.fromHex("77".repeat(32))));
    MessageClient.Query query = pinned.query();
    assertThat(refused(query, ends.attestation(query)))
        .isEqualTo(ChannelException.Refusal.IDENTITY);
  }

  @Test
  void evidenceThatIsTooOld() throws IOException {
    MessageClient.Query query = ends.client.query();
    String attestation = ends.attestation(query);
    ends.now = Ends.NOW.plusSeconds(301);
    assertThat(refused(query, attestation)).isEqualTo(ChannelException.Refusal.EVIDENCE_REFUSED);
  }

  @Test
  void signatureByAnotherKey() throws IOException {
    Ends stranger = new Ends();
    MessageClient.Query query = ends.client.query();
    HttpsAttestation genuine = attestation(query);
    Attested strangers = stranger.source().current();
    HttpsAttestation attack =
        new HttpsAttestation(
            genuine.statement(),
            genuine.evidence(),
            strangers.attestationKey().sign(new byte[] {1}),
            genuine.leafKeyInfo());
    assertThat(refused(ends.client, attack)).isEqualTo(ChannelException.Refusal.BINDING);
  }

  @Test
  void everyByteOfAnAttestationCountsOrMeansTheSame() throws IOException {
    MessageClient.Query query = ends.client.query();
    String json = ends.attestation(query);
    MessageKeys genuine = query.verify(json);
    for (int i = 0; i < json.length(); i += 3) {
      String changed = json.substring(0, i) + (char) (json.charAt(i) ^ 1) + json.substring(i + 1);
      try {
        // Base64 has bits that don't count, and JSON has white space.
        assertThat(query.verify(changed).statement()).isEqualTo(genuine.statement());
      } catch (ChannelException e) {
        assertThat(e.refusal()).isNotNull();
      }
    }
    for (String junk : new String[] {"", "{}", "[]", "{\"version\":2}", "<html>", json + "x"}) {
      assertThat(refused(query, junk)).isEqualTo(ChannelException.Refusal.EXCHANGE);
    }
  }

  @Test
  void enclavesWithoutAMessageKeyOrWithAnUnusableOne() throws IOException {
    ends.statement =
        new KeyStatement(
            ends.statement.attestationKey(), ends.statement.identityKey(), Optional.empty());
    assertNoKey(() -> ends.keys());
    ends.statement =
        new KeyStatement(
            ends.statement.attestationKey(),
            ends.statement.identityKey(),
            Optional.of(Bytes.zeros(32)));
    assertNoKey(() -> ends.seal("GET", "/", new byte[0]));
  }

  private static void assertNoKey(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MessageException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.NO_MESSAGE_KEY));
  }

  @Test
  void keysHaveToBeVerifiedAgainWhenTheyAreOld() throws IOException {
    MessageKeys keys = ends.keys();
    ends.now = Ends.NOW.plusSeconds(600);
    assertThatThrownBy(() -> keys.seal("GET", "/", List.of(), Ends.stream(new byte[0])))
        .isInstanceOfSatisfying(
            MessageException.class,
            e -> assertThat(e.refusal()).isEqualTo(Refusal.REATTESTATION_DUE));
  }

  @Test
  void aReceiverNeedsAStatementOfItsKey() {
    MessageKey other = MessageKey.generate(new Ends.Counting(5));
    assertThatThrownBy(() ->
            new MessageReceiver(
                other,
                ends.statement,
                new ReplayGuard(() -> ends.now, Ends.WINDOW, 1),
                new Ends.Counting(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClosedKeyOpensNothing() throws IOException {
    SealedRequest sealed = ends.seal("GET", "/", new byte[0]);
    ends.messageKey.close();
    assertThatThrownBy(() -> ends.receiver.open("GET", "/", sealed.body()))
        .isInstanceOf(IllegalStateException.class);
  }
}
