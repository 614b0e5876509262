// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Names that look alike are different, and what isn't a name is none.
class NameTest {
  @Test
  void partsStayApart() {
    assertThat(Name.of("a", "b").encoded()).isEqualTo(Bytes.fromHex("61006200"));
    List<Name> alike =
        List.of(Name.of("ab"), Name.of("a", "b"), Name.of("a/b"), Name.of("a", "b", "c"));
    assertThat(alike.stream().map(Name::encoded)).doesNotHaveDuplicates();
    for (Name name : alike) {
      assertThat(Name.decode(name.encoded())).isEqualTo(name);
    }
    assertThat(Name.of("a").child("b")).isEqualTo(Name.of("a", "b"));
  }

  @Test
  void whatIsntANameIsRefused() {
    for (List<String> parts :
        List.of(
            List.<String>of(),
            List.of(""),
            List.of("a", ""),
            List.of("a\0b"),
            List.of("half a pair: \ud800"),
            List.of("x".repeat(Name.MAX_LENGTH)))) {
      assertThatThrownBy(() -> new Name(parts)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Name.of("x".repeat(Name.MAX_LENGTH - 1)).encoded().length())
        .isEqualTo(Name.MAX_LENGTH);
    for (String encoded : List.of("", "61", "6100 62", "00", "ff00")) {
      assertThatThrownBy(() -> Name.decode(Bytes.fromHex(encoded.replace(" ", ""))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
