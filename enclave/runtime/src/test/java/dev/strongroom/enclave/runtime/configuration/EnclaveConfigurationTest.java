// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.HandOver;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Quorum;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Simulated;
import dev.strongroom.enclave.runtime.egress.EgressRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnclaveConfigurationTest {
  private static final String ARN = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab";
  private static final String A = "aa".repeat(32);
  private static final String B = "bb".repeat(32);
  private static final String C = "cc".repeat(32);
  private static final String D = "dd".repeat(32);
  private static final String POLICY =
      """
      {"version": 1, "kind": "nitro-enclave", "image": {"ignore": "a test"},
       "signer": {"ignore": "a test"}, "role": {"ignore": "a test"},
       "instance": {"ignore": "a test"}, "nonce": {"ignore": "a test"},
       "publicKey": {"require": true}, "userData": {"require": true}, "age": {"require": "PT5M"}}\
      """;

  @Test
  void readsTheSimulatedOne() throws MalformedJsonException {
    EnclaveConfiguration read = parse("{\"source\":\"simulated\"}");
    assertThat(read.rootSecret()).isEqualTo(new Simulated());
    assertThat(read.egress()).isEmpty();
    assertThat(read.heirs()).isEmpty();
    assertThat(read.deployment()).isEqualTo("demo");
  }

  @Test
  void allowsTheWayToKmsBesideWhatIsListed() throws MalformedJsonException {
    EnclaveConfiguration read =
        parse(
            "{\"source\":\"kms\",\"region\":\"eu-west-1\",\"key\":\"" + ARN + "\"}",
            ",\"egress\":[\"api.example.com:443\"]");
    assertThat(read.rootSecret())
        .isEqualTo(new Kms("eu-west-1", ARN, "kms.eu-west-1.amazonaws.com:443"));
    assertThat(read.egress())
        .containsExactly("api.example.com:443", "kms.eu-west-1.amazonaws.com:443");
  }

  @Test
  void readsAQuorum() throws MalformedJsonException {
    RootSecretConfiguration read = parse(quorum(2, "ann", A, B, "bob", C, D)).rootSecret();
    assertThat(read).isInstanceOf(Quorum.class);
    assertThat(read.name()).isEqualTo("2 of 2 operators");
  }

  @Test
  void readsHandOverAndHeirs() throws MalformedJsonException {
    EnclaveConfiguration read =
        parse(
            "{\"source\":\"hand-over\",\"sibling\":\"one.example.com:8443\",\"identityKey\":\""
                + A
                + "\",\"policy\":"
                + POLICY
                + "}",
            ",\"heirs\":" + POLICY);
    assertThat(((HandOver) read.rootSecret()).identityKey()).contains(Bytes.fromHex(A));
    assertThat(read.egress()).containsExactly("one.example.com:8443");
    assertThat(read.heirs()).isPresent();
  }

  private static String heir(String more) {
    return "{\"source\":\"hand-over\",\"sibling\":\"one.example.com:8443\",\"policy\":"
        + POLICY
        + more
        + "}";
  }

  private static String keep(String key) {
    return ",\"keep\":{\"region\":\"eu-west-1\",\"key\":\"" + key + "\"}";
  }

  @Test
  void readsAnHeirThatKeepsWhatItGot() throws MalformedJsonException {
    String pinned = ",\"identityKey\":\"" + A + "\"";
    EnclaveConfiguration read = parse(heir(pinned + keep(ARN)));
    assertThat(((HandOver) read.rootSecret()).keep())
        .contains(new Kms("eu-west-1", ARN, "kms.eu-west-1.amazonaws.com:443"));
    assertThat(read.rootSecret().name())
        .isEqualTo("hand-over from one.example.com:8443, kept under AWS KMS");
    assertThat(read.egress())
        .containsExactly("kms.eu-west-1.amazonaws.com:443", "one.example.com:8443");

    assertThatThrownBy(() -> parse(heir(keep(ARN))))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("rootSecret.keep: \"identityKey\" is needed beside it");
    assertThatThrownBy(() -> parse(heir(pinned + keep("alias/x"))))
        .hasMessageContaining("rootSecret.keep.key: the ARN");
    assertThatThrownBy(
            () -> parse(heir(pinned + keep(ARN).replace("region", "source\":\"kms\",\"region"))))
        .hasMessageContaining("rootSecret.keep: unknown: source");
    HandOver handOver = (HandOver) read.rootSecret();
    assertThatThrownBy(() ->
            new HandOver(handOver.sibling(), handOver.policy(), Optional.empty(), handOver.keep()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"source\":\"magic\"} | rootSecret.source: simulated, kms, quorum or hand-over is needed",
        "{\"source\":\"simulated\",\"file\":\"x\"} | rootSecret: unknown: file",
        "{} | rootSecret: \"source\" is missing",
        "{\"source\":\"kms\",\"region\":\"eu-west-1\",\"key\":\"alias/x\"} | rootSecret.key: the ARN",
        "{\"source\":\"kms\",\"region\":\"us-east-1\",\"key\":\""
            + ARN
            + "\"} | rootSecret.key: the key isn't in",
        "{\"source\":\"hand-over\",\"sibling\":\"x:99999\",\"policy\":{}} | rootSecret.sibling: there is no port 99999",
        "{\"source\":\"hand-over\",\"sibling\":\"x:1\",\"policy\":{}} | rootSecret.policy: \"version\" is missing",
      })
  void refusesOtherSources(String source, String complaint) {
    assertThatThrownBy(() -> parse(source))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void refusesAQuorumOfOneOrOfOnePersonTwice() {
    assertThatThrownBy(() -> parse(quorum(1, "ann", A, B, "bob", C, D)))
        .hasMessageContaining("rootSecret.threshold: a whole number from 2 to 2");
    assertThatThrownBy(() -> parse(quorum(3, "ann", A, B, "bob", C, D)))
        .hasMessageContaining("rootSecret.threshold: a whole number from 2 to 2");
    assertThatThrownBy(() -> parse(quorum(2, "ann", A, B, "bob", A, D)))
        .hasMessageContaining("rootSecret.operators[1]: an operator's name and keys");
    assertThatThrownBy(() -> parse(quorum(2, "ann", A, B, "ann", C, D)))
        .hasMessageContaining("rootSecret.operators[1]: an operator's name and keys");
  }

  @ParameterizedTest
  @CsvSource({
    "aws,eu-west-1,kms.eu-west-1.amazonaws.com:443",
    "aws-us-gov,us-gov-west-1,kms.us-gov-west-1.amazonaws.com:443",
    "aws-cn,cn-north-1,kms.cn-north-1.amazonaws.com.cn:443"
  })
  void findsKmsInEachPartition(String partition, String region, String endpoint)
      throws MalformedJsonException {
    EnclaveConfiguration read = parse(kms(partition, region, ""));
    assertThat(((Kms) read.rootSecret()).endpoint()).isEqualTo(endpoint);
    assertThat(read.egress()).containsExactly(endpoint);
  }

  @Test
  void wantsTheEndpointOfAPartitionThatItDoesNotKnow() throws MalformedJsonException {
    assertThatThrownBy(() -> parse(kms("aws-iso", "us-iso-east-1", "")))
        .hasMessageContaining("\"endpoint\" is needed for partition aws-iso");
    assertThat(parse(kms("aws-iso", "us-iso-east-1", ",\"endpoint\":\"kms.example:444\"")).egress())
        .containsExactly("kms.example:444");
  }

  private static String kms(String partition, String region, String more) {
    return "{\"source\":\"kms\",\"region\":\"%s\",\"key\":\"%s\"%s}"
        .formatted(
            region,
            ARN.replace("eu-west-1", region).replace("arn:aws:", "arn:" + partition + ":"),
            more);
  }

  /// The egress would refuse them, and by then the enclave has been measured and started.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "a:", ":1", "a:0", "a:65536", "a:+1", "a:01", "A:1", "*.a:1", "a.:1", "-a:1", "a..b:1",
        "a b:1", "::1", "é:1", "a:1 "
      })
  void refusesWhatTheEgressRefuses(String place) {
    assertThatThrownBy(() -> EgressRule.parse(place)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> parse("{\"source\":\"simulated\"}", ",\"egress\":[\"" + place + "\"]"))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("egress[0]: ");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> parse("{\"source\":\"simulated\"}", ",\"egres\":[\"a:1\"]"))
        .hasMessageContaining("unknown: egres");
    assertThatThrownBy(() -> parse("{\"source\":\"simulated\"}", ",\"egress\":[\"*:443\"]"))
        .hasMessageContaining("egress[0]: not the name of a host in lower case");
    assertThatThrownBy(
            () -> EnclaveConfiguration.parse(Bytes.copyOf(new byte[] {'"', (byte) 0xff, '"'})))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void readsWhatAnImageRuns() throws MalformedJsonException {
    EnclaveConfiguration read =
        parse(
            "{\"source\":\"simulated\"}",
            ",\"evidence\":\"simulated\",\"application\":{\"main\":\"com.example.Täst$Main\","
                + "\"arguments\":[\"-a\",\"\",\"b c\"],\"port\":8080},"
                + "\"temporary\":1500,\"environment\":{\"B_2\":\"x=y\",\"_A\":\"\"}");
    assertThat(read.simulatedEvidence()).isTrue();
    assertThat(read.application())
        .contains(
            new ApplicationConfiguration("com.example.Täst$Main", List.of("-a", "", "b c"), 8080));
    assertThat(read.environment()).containsExactly(Map.entry("B_2", "x=y"), Map.entry("_A", ""));
    assertThat(read.temporary()).hasValue(1500);
  }

  @Test
  void evidenceIsTheHardwaresUnlessSaidOtherwise() throws MalformedJsonException {
    EnclaveConfiguration read = parse("{\"source\":\"simulated\"}");
    assertThat(read.simulatedEvidence()).isFalse();
    assertThat(read.application()).isEmpty();
    assertThat(read.environment()).isEmpty();
    assertThat(
            parse("{\"source\":\"simulated\"}", ",\"evidence\":\"hardware\"").simulatedEvidence())
        .isFalse();
    assertThat(
            parse("{\"source\":\"simulated\"}", ",\"application\":{\"main\":\"M\",\"port\":65535}")
                .application())
        .contains(new ApplicationConfiguration("M", List.of(), 65_535));
  }

  @Test
  void readsHowManyGpusTheMachineHasToHave() throws MalformedJsonException {
    assertThat(parse("{\"source\":\"simulated\"}").gpus()).isEmpty();
    assertThat(parse("{\"source\":\"simulated\"}", ",\"gpus\":{\"exactly\":8}").gpus())
        .contains(new GpuConfiguration(8, 8, Optional.empty()));
    assertThat(
            parse(
                    "{\"source\":\"simulated\"}",
                    ",\"gpus\":{\"atLeast\":1,\"library\":\"/usr/lib/libnvidia-ml.so.1\"}")
                .gpus())
        .contains(new GpuConfiguration(1, 64, Optional.of(Path.of("/usr/lib/libnvidia-ml.so.1"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"evidence\":\"emulated\" | evidence: hardware or simulated is needed",
        "\"evidence\":true | evidence: ",
        "\"gpus\":{} | gpus: one of \"exactly\" and \"atLeast\" is needed",
        "\"gpus\":{\"exactly\":1,\"atLeast\":1} | gpus: one of \"exactly\" and \"atLeast\" is needed",
        "\"gpus\":8 | gpus: ",
        "\"gpus\":{\"exactly\":0} | gpus.exactly: a whole number from 1 to 64",
        "\"gpus\":{\"atLeast\":65} | gpus.atLeast: a whole number from 1 to 64",
        "\"gpus\":{\"atLeast\":true} | gpus.atLeast: ",
        "\"gpus\":{\"atLeast\":1,\"mode\":\"any\"} | gpus: unknown: mode",
        "\"gpus\":{\"atLeast\":1,\"library\":\"libnvidia-ml.so.1\"} | gpus.library: an absolute path",
        "\"gpus\":{\"atLeast\":1,\"library\":\"/a\\u0000b\"} | gpus.library: an absolute path",
        "\"application\":{\"port\":8080} | application: \"main\" is missing",
        "\"application\":{\"main\":\"M\"} | application: \"port\" is missing",
        "\"application\":{\"main\":\"M\",\"port\":1023} | application.port: a whole number from 1024",
        "\"application\":{\"main\":\"M\",\"port\":65536} | application.port: a whole number",
        "\"application\":{\"main\":\"M\",\"port\":\"8080\"} | application.port: ",
        "\"application\":{\"main\":\"\",\"port\":8080} | application.main: a text is needed",
        "\"application\":{\"main\":\"a..B\",\"port\":8080} | application.main: the name of a class",
        "\"application\":{\"main\":\"a/B\",\"port\":8080} | application.main: the name of a class",
        "\"application\":{\"main\":\"[LM;\",\"port\":8080} | application.main: the name of a class",
        "\"application\":{\"main\":\"M\",\"port\":8080,\"user\":0} | application: unknown: user",
        "\"application\":{\"main\":\"M\",\"port\":8080,\"arguments\":\"a\"} | application.arguments: ",
        "\"application\":{\"main\":\"M\",\"port\":8080,\"arguments\":[1]} | application.arguments[0]: ",
        "\"temporary\":0 | temporary: ",
        "\"temporary\":1048577 | temporary: ",
        "\"temporary\":\"25%\" | temporary: ",
        "\"environment\":[] | environment: ",
        "\"environment\":{\"A\":1} | environment.A: ",
        "\"environment\":{\"\":\"x\"} | no environment variable can be called so",
        "\"environment\":{\"A=B\":\"x\"} | no environment variable can be called so",
        "\"environment\":{\"2A\":\"x\"} | no environment variable can be called so",
        "\"environment\":{\"A\":\"x\\u0000y\"} | no environment variable can be called so, or have a NUL",
        "\"environment\":{\"A\":\"x\",\"A\":\"y\"} | A",
      })
  void refusesWhatNoImageCanRun(String member, String complaint) {
    assertThatThrownBy(() -> parse("{\"source\":\"simulated\"}", "," + member))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining(complaint);
  }

  private static String quorum(
      int threshold, String one, String key1, String key2, String two, String key3, String key4) {
    return """
    {"source":"quorum","threshold":%d,"operators":[
      {"name":"%s","encryptionKey":"%s","signingKey":"%s"},
      {"name":"%s","encryptionKey":"%s","signingKey":"%s"}]}\
    """
        .formatted(threshold, one, key1, key2, two, key3, key4);
  }

  private static EnclaveConfiguration parse(String rootSecret) throws MalformedJsonException {
    return parse(rootSecret, "");
  }

  private static EnclaveConfiguration parse(String rootSecret, String more)
      throws MalformedJsonException {
    return EnclaveConfiguration.parse(
        Bytes.utf8(
            "{\"version\":1,\"deployment\":\"demo\",\"rootSecret\":" + rootSecret + more + "}"));
  }
}
