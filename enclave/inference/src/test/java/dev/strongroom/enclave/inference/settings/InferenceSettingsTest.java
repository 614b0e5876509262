// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.inference.access.AccessSettings;
import dev.strongroom.enclave.inference.tinfoil.TinfoilFormat;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceSettingsTest {
  private static final String ZEROS = "00".repeat(32);
  private static final String POLICY =
      """
      {"version":1,"kind":"nitro-enclave",
       "image":{"ignore":"a test"},"signer":{"ignore":"a test"},"role":{"ignore":"a test"},
       "instance":{"ignore":"a test"},"nonce":{"ignore":"a test"},"publicKey":{"require":true},
       "userData":{"require":true},"age":{"require":"PT5M"}}
      """;
  private static final String SETTINGS =
      """
      {"models":[{"name":"tiny","backend":"inside"},{"name":"org/big:1","backends":["far","beside"]}],
       "backends":{
         "inside":{"kind":"embedded","weights":{"sha256":"%s","length":487424},"context":2048,"threads":2},
         "beside":{"kind":"loopback","port":8000},
         "far":{"kind":"attested","address":"models.example.com:443","policy":%s,"reattest":"PT10M",
                "endorsements":{"sha256":"%s"},"requests":8}},
       "access":{"administrators":["ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"],
                 "prices":{"tiny":{"input":150,"output":600}}},
       "patience":"PT1M"}
      """
          .formatted(ZEROS, POLICY, ZEROS);

  private static InferenceSettings read(String settings) throws MalformedJsonException {
    return InferenceSettings.parse(Optional.of(JsonNode.parse(settings)));
  }

  @Test
  void readsAll() throws Exception {
    InferenceSettings settings = read(SETTINGS);
    assertThat(settings.models().get(1).backends()).isEqualTo(List.of("far", "beside"));
    assertThat(settings.patience()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.access().orElseThrow().prices())
        .containsEntry("tiny", new AccessSettings.Price(150, 600));
    assertThat(settings.access().orElseThrow().mostOutput()).isEqualTo(4096);
    assertThat(settings.backends().get("inside"))
        .isEqualTo(new BackendSettings.Embedded(Bytes.zeros(32), 487_424, 2048, 2));
    assertThat(settings.backends().get("beside")).isEqualTo(new BackendSettings.Loopback(8000, 64));
    assertThat(settings.backends().get("far"))
        .isInstanceOfSatisfying(
            BackendSettings.Attested.class,
            far -> {
              assertThat(far.host()).isEqualTo("models.example.com");
              assertThat(far.reattest()).isEqualTo(Duration.ofMinutes(10));
              assertThat(far.fresh()).isFalse();
              assertThat(far.endorsements())
                  .isEqualTo(new BackendSettings.Endorsed.Stored(Bytes.zeros(32)));
            });
    InferenceSettings given =
        read(
            SETTINGS.replace(
                "\"endorsements\":{\"sha256\":\"" + ZEROS + "\"}",
                "\"endorsements\":{\"version\":1,\"items\":[]}"));
    assertThat(((BackendSettings.Attested) given.backends().get("far")).endorsements())
        .isEqualTo(new BackendSettings.Endorsed.Given(Endorsements.NONE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"patience\":\"PT1M\"|\"patience\":\"PT2H\"",
        "\"patience\":\"PT1M\"|\"patients\":\"PT1M\"",
        "\"port\":8000|\"port\":0",
        "\"port\":8000|\"port\":8000,\"host\":\"x\"",
        "\"port\":8000|\"port\":8000,\"requests\":0",
        "\"kind\":\"loopback\"|\"kind\":\"remote\"",
        "\"backend\":\"inside\"|\"backend\":\"outside\"",
        "\"backend\":\"inside\"|\"backend\":\"beside\"",
        "\"backend\":\"inside\"|\"backend\":\"inside\",\"backends\":[\"beside\"]",
        "\"backends\":[\"far\",\"beside\"]|\"backends\":[\"far\",\"beside\",\"far\"]",
        "\"backends\":[\"far\",\"beside\"]|\"backends\":[]",
        "org/big:1|tiny",
        "org/big:1|a b",
        "\"length\":487424|\"length\":0",
        "\"length\":487424|\"size\":487424",
        "\"threads\":2|\"threads\":0",
        "\"reattest\":\"PT10M\"|\"reattest\":\"PT1S\"",
        "\"reattest\":\"PT10M\",|``",
        "models.example.com:443|models.example.com",
        "\"kind\":\"nitro-enclave\"|\"kind\":\"unknown\"",
        "\"inside\":{|\"In side\":{",
        "ed25519:d7|ed25519:D7",
        "ed25519:d7|ed25519:d8",
        "\"prices\":{\"tiny\"|\"prices\":{\"other\"",
        "\"input\":150|\"input\":-1",
        "\"input\":150,|``",
        "\"prices\"|\"mostOutput\":0,\"prices\""
      })
  void refusesWhatIsUnclear(String from, String to) {
    assertThat(SETTINGS).contains(from);
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read(SETTINGS.replace(from, to)));
  }

  private static final String SNP =
      """
      {"version":1,"kind":"sev-snp","product":{"ignore":"a test"},"chip":{"ignore":"a test"},
       "minimumTcb":{"ignore":"a test"},"measurement":{"ignore":"a test"},
       "idKey":{"ignore":"a test"},"hostData":{"ignore":"a test"},"nonce":{"ignore":"a test"},
       "userData":{"require":true}}
      """;
  private static final String TINFOIL =
      """
      {"models":[{"name":"org/big:1","backend":"far"}],
       "backends":{"far":{"kind":"tinfoil","address":"models.example.com:443","format":3,
         "policy":%s,"devices":{"ignore":"a test"},"authorization":"client","reattest":"PT10M"}}}
      """
          .formatted(SNP);

  @Test
  void readsBackEndsThatPublishTheirEvidence() throws Exception {
    assertThat(read(TINFOIL).backends().get("far"))
        .isInstanceOfSatisfying(
            BackendSettings.Tinfoil.class,
            far -> {
              assertThat(far.kind()).isEqualTo("tinfoil");
              assertThat(far.host()).isEqualTo("models.example.com");
              assertThat(far.format()).isEqualTo(TinfoilFormat.V3);
              assertThat(far.devices()).isEmpty();
              assertThat(far.authorized()).isTrue();
            });
    assertThat(read(TINFOIL.replace("\"authorization\":\"client\",", "")).backends().get("far"))
        .isInstanceOfSatisfying(
            BackendSettings.Tinfoil.class, far -> assertThat(far.authorized()).isFalse());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format\":3|\"format\":1",
        "\"format\":3,|``",
        "\"devices\":{\"ignore\":\"a test\"},|``",
        "\"devices\":{\"ignore\":\"a test\"}|\"devices\":{\"ignore\":\"\"}",
        "\"devices\":{\"ignore\":\"a test\"}|\"devices\":{\"ignore\":\"a test\",\"require\":true}",
        "\"client\"|\"gateway\"",
        "\"reattest\":\"PT10M\"|\"reattest\":\"P8D\"",
        "\"kind\":\"sev-snp\"|\"kind\":\"nitro-enclave\"",
        "models.example.com:443|models.example.com:0",
        "\"reattest\"|\"identityKey\":\"\",\"reattest\"",
        "{\"models\"|{\"access\":{\"administrators\":[\"ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\"]},\"models\""
      })
  void refusesWhatIsUnclearOfThem(String from, String to) {
    assertThat(TINFOIL).contains(from);
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read(TINFOIL.replace(from, to)));
  }

  /// A policy for devices' evidence where the document has none, or of another kind.
  @Test
  void refusesPoliciesForDevicesThatCantBeMet() {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() ->
            read(
                TINFOIL.replace(
                    "{\"ignore\":\"a test\"},\"authorization\"", SNP + ",\"authorization\"")))
        .withMessageContaining("nvidia-gpu");
  }

  @Test
  void needsSettings() {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> InferenceSettings.parse(Optional.empty()))
        .withMessageContaining("inference");
  }
}
