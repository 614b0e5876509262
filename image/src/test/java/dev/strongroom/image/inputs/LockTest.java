// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.inputs.Input.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockTest {
  private static final Bytes DIGEST = Bytes.zeros(32);

  private static final String TEXT =
      """
      {
        "strongroom-lock": 1,
        "snapshot": "20261121T000000Z",
        "groups": {
          "application": [{
            "kind": "maven",
            "name": "native",
            "version": "1.0",
            "location": "org.example:native:1.0:linux@zip",
            "size": 5000000000,
            "licence": "MIT OR Apache-2.0",
            "sha256": "0000000000000000000000000000000000000000000000000000000000000000"
          }, {
            "kind": "file",
            "name": "app.jar",
            "location": "tärget/\\"app\\".jar",
            "size": 0,
            "sha256": "0000000000000000000000000000000000000000000000000000000000000000"
          }],
          "base": [{
            "kind": "debian",
            "name": "libstdc++6",
            "version": "1:14.2.0~1-19+b1",
            "architecture": "amd64",
            "location": "debian/pool/main/g/gcc-14/libstdc++6_14.2.0~1-19+b1_amd64.deb",
            "size": 713628,
            "sha256": "0000000000000000000000000000000000000000000000000000000000000000"
          }]
        }
      }
      """;

  @Test
  void readAndWrittenItIsTheSame() throws Exception {
    Lock lock = Lock.parse(TEXT);
    assertThat(lock.text()).isEqualTo(TEXT);
    assertThat(lock.snapshot()).contains("20261121T000000Z");
    assertThat(lock.group("none")).isEmpty();
    Input deb = lock.group("base").getFirst();
    assertThat(deb.fileName()).isEqualTo("libstdc++6_14.2.0~1-19+b1_amd64.deb");
    assertThat(deb).hasToString("debian libstdc++6 1:14.2.0~1-19+b1 (amd64)");
    assertThat(lock.group("application").getFirst().fileName()).isEqualTo("native-1.0-linux.zip");
  }

  @Test
  void groupsComeAndGo() throws Exception {
    Lock lock = Lock.parse(TEXT);
    Lock emptied = lock.withGroup("base", List.of()).withGroup("application", List.of());
    assertThat(emptied.text()).endsWith("\"groups\": {}\n}\n");
    assertThat(Lock.parse(emptied.text()).groups()).isEmpty();
    assertThat(Lock.empty().withGroup("base", lock.group("base")).group("base"))
        .isEqualTo(lock.group("base"));
    Input input = lock.group("base").getFirst();
    assertThatThrownBy(() -> lock.withGroup("base", List.of(input, input)))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> lock.withGroup("Base", List.of())).hasMessageContaining("name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"strongroom-lock\": 1 | \"strongroom-lock\": 2 | strongroom-lock",
        "\"snapshot\" | \"snap\" | unknown: snap",
        "20261121T000000Z | yesterday | snapshot",
        "\"kind\": \"file\" | \"kind\": \"url\" | groups.application[1].kind: unknown kind",
        "5000000000 | -1 | groups.application[0].size",
        "5000000000 | \"5\" | groups.application[0].size",
        "\"licence\" | \"license\" | unknown: license",
        "\"sha256\": \"0 | \"sha256\": \"A | sha256: 64 small",
        "\"sha256\": \"00 | \"sha256\": \"0 | sha256: 64 small",
        "\"version\": \"1.0\" | \"architecture\": \"amd64\" | no proper version",
        "org.example:native:1.0:linux@zip | ../native.jar | groups.application[0]",
        "debian/pool | debian/../pool | no proper location",
        "debian/pool | /debian/pool | no proper location",
        "debian/pool | debian//pool | no proper location",
        "_amd64.deb | _amd64.deb?x | no proper location",
        "tärget/ | ../ | no proper location",
        "tärget/ | c:\\\\ | no proper location",
        "\"base\" | \"../base\" | no group's name",
        "\"name\": \"app.jar\" | \"name\": \"-rf\" | no proper name",
      })
  void anythingElseIsRefusedByItsPlace(String good, String bad, String problem) {
    assertThat(TEXT).contains(good);
    assertThatThrownBy(() -> Lock.parse(TEXT.replace(good, bad)))
        .isInstanceOf(MalformedLockException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "org.example:lib:1.0, org/example/lib/1.0/lib-1.0.jar",
    "a:b:1:sources, a/b/1/b-1-sources.jar",
    "a:b:1@tar.gz, a/b/1/b-1.tar.gz"
  })
  void coordinatesHaveAPath(String coordinates, String path) {
    MavenCoordinates parsed = MavenCoordinates.parse(coordinates);
    assertThat(parsed.path()).isEqualTo(path);
    assertThat(parsed).hasToString(coordinates);
    assertThat(Input.maven(parsed, 1, DIGEST).name()).isEqualTo(parsed.artifact());
  }

  @ParameterizedTest
  @CsvSource({"a:b", "a:b:..", "a..b:c:1", "../a:b:1", "a:b:1:", "a:b:1@", "a:b/c:1"})
  void otherCoordinatesAreRefused(String coordinates) {
    assertThatThrownBy(() -> MavenCoordinates.parse(coordinates))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDigestHas32Bytes() {
    assertThatThrownBy(() ->
            new Input(
                Kind.FILE,
                "a",
                Optional.empty(),
                Optional.empty(),
                "a",
                1,
                Bytes.zeros(20),
                Optional.empty()))
        .hasMessageContaining("sha256");
  }
}
