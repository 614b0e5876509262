// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.endorsements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndorsementFileTest {
  @Test
  void readsABundle() throws Exception {
    Endorsements read =
        EndorsementFile.bundle(
            """
            {"version":1,"items":[
             {"type":"certificate","base64":"AQI=","source":"https://example.com/a"},
             {"type":"tcb-info","base64":"e30="},
             {"type":"certificate","base64":"Aw=="}]}
            """);
    assertThat(read.of(Endorsements.Type.CERTIFICATE))
        .containsExactly(Bytes.fromHex("0102"), Bytes.fromHex("03"));
    assertThat(read.of(Endorsements.Type.TCB_INFO)).containsExactly(Bytes.utf8("{}"));
    assertThat(read.of(Endorsements.Type.KEY_SET)).isEmpty();
    assertThat(read.items().getFirst().source()).isEqualTo("https://example.com/a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"version\":2,\"items\":[]}",
        "{\"version\":1,\"items\":[{\"type\":\"wish\",\"base64\":\"AQ==\"}]}",
        "{\"version\":1,\"items\":[{\"type\":\"certificate\",\"base64\":\"A\"}]}",
        "{\"version\":1,\"items\":[{\"type\":\"certificate\",\"base64\":\"\"}]}",
        "{\"version\":1,\"items\":[{\"type\":\"certificate\"}]}",
        "{\"version\":1,\"items\":[{\"type\":\"certificate\",\"base64\":\"AQ==\",\"more\":1}]}",
        "{\"version\":1,\"items\":[{\"type\":\"certificate\",\"base64\":\"AQ==\"}],\"more\":1}"
      })
  void refusesWhatIsNone(String text) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> EndorsementFile.bundle(text));
  }

  @Test
  void readsPemAmongOtherText() throws Exception {
    Endorsements read =
        EndorsementFile.pem(
            "Bag attributes\n-----BEGIN CERTIFICATE-----\nAQ\nI=\n-----END CERTIFICATE-----\n"
                + "-----BEGIN X509 CRL-----\r\nAw==\r\n-----END X509 CRL-----\r\n\0");
    assertThat(read.items())
        .containsExactly(
            Endorsements.Item.of(Endorsements.Type.CERTIFICATE, Bytes.fromHex("0102")),
            Endorsements.Item.of(Endorsements.Type.REVOCATION_LIST, Bytes.fromHex("03")));
    assertThat(EndorsementFile.pem("nothing").items()).isEmpty();
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(
            () -> EndorsementFile.pem("-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----"));
  }

  @Test
  void isBounded() {
    Endorsements.Item item =
        Endorsements.Item.of(Endorsements.Type.CERTIFICATE, Bytes.fromHex("01"));
    List<Endorsements.Item> many = java.util.Collections.nCopies(Endorsements.MAX_ITEMS + 1, item);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Endorsements(many));
    assertThat(new Endorsements(List.of(item)).with(new Endorsements(List.of(item))).items())
        .hasSize(2);
  }

  @Test
  void readsPemAsHeaderFieldsHaveIt() throws Exception {
    assertThat(
            GivenFile.read(
                    Bytes.utf8(
                        "-----BEGIN%20CERTIFICATE-----%0A%2BA%3D%3D%0A-----END%20CERTIFICATE-----"))
                .of(Endorsements.Type.CERTIFICATE))
        .containsExactly(Bytes.fromHex("f8"));
  }
}
