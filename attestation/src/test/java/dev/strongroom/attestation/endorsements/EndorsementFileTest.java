// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.endorsements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /// Texts put together of parts that matter, read as by a pattern that says what PEM is.
  @Test
  void readsPemAsAPatternDoes() {
    Pattern pattern =
        Pattern.compile(
            "-----BEGIN (CERTIFICATE|X509 CRL)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    List<String> parts =
        List.of(
            "-----BEGIN CERTIFICATE-----",
            "-----END CERTIFICATE-----",
            "-----BEGIN X509 CRL-----",
            "-----END X509 CRL-----",
            "-----BEGIN ",
            "CERTIFICATE",
            "-----",
            "-",
            "AQI=",
            "az09+/",
            " \t\r\n\f\u000b",
            ".",
            ":",
            "\u001c",
            "\u00e4");
    Random random = new Random(20261122);
    int found = 0;
    int refused = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(9); n >= 0; n--) {
        text.append(parts.get(random.nextInt(parts.size())));
      }
      Optional<List<Endorsements.Item>> expected = asThePatternSays(pattern.matcher(text));
      try {
        List<Endorsements.Item> read = EndorsementFile.pem(text.toString()).items();
        assertThat(read).as("%s", text).isEqualTo(expected.orElseThrow());
        found += read.size();
      } catch (MalformedJsonException e) {
        assertThat(expected).as("%s", text).isEmpty();
        refused++;
      }
    }
    assertThat(found).isGreaterThan(100);
    assertThat(refused).isGreaterThan(100);
  }

  /// Empty if something is no base64, or nothing.
  private static Optional<List<Endorsements.Item>> asThePatternSays(Matcher matcher) {
    List<Endorsements.Item> items = new ArrayList<>();
    while (matcher.find()) {
      try {
        byte[] der = Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", ""));
        Endorsements.Type type =
            matcher.group(1).equals("CERTIFICATE")
                ? Endorsements.Type.CERTIFICATE
                : Endorsements.Type.REVOCATION_LIST;
        items.add(Endorsements.Item.of(type, Bytes.copyOf(der)));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.of(items);
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
