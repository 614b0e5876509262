// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.tile.EntryBundle;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartsTest {
  private static void append(Parts parts, int from, int to) {
    IntStream.range(from, to).forEach(i -> parts.append(Bytes.utf8("leaf " + i)));
  }

  private static List<Bytes> leaves(Parts parts, long number) throws Exception {
    return EntryBundle.parse(parts.changes().get(number)).entries();
  }

  @Test
  void rewritesThePartAtTheEndOnly() throws Exception {
    Parts parts = new Parts(0, List.of());
    append(parts, 0, 40);
    assertThat(parts.changes()).containsOnlyKeys(0L, 1L);
    parts.committed();
    assertThat(parts.changes()).containsOnlyKeys(1L);
    append(parts, 40, 64);
    assertThat(leaves(parts, 1)).hasSize(32).last().isEqualTo(Bytes.utf8("leaf 63"));
    parts.committed();
    assertThat(parts.changes()).isEmpty();
  }

  @Test
  void takesBackWhatDidNotBecomeDurable() throws Exception {
    Parts parts = new Parts(33, List.of(Bytes.utf8("leaf 32")));
    append(parts, 33, 100);
    parts.forget(33);
    assertThat(parts.changes()).containsOnlyKeys(1L);
    assertThat(leaves(parts, 1)).containsExactly(Bytes.utf8("leaf 32"));
    append(parts, 33, 34);
    assertThat(leaves(parts, 1)).hasSize(2);
  }

  @Test
  void wantsTheLeavesThatAPartHas() {
    assertThatThrownBy(() -> new Parts(33, List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
