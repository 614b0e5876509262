// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.tree.Node.Directory;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeTest {
  private static final Node FILE = new RegularFile(Blob.of(Bytes.copyOf(new byte[] {1, 2})), false);

  @Test
  void parentsAreThereAndComeFirst() {
    FileTree tree = FileTree.builder().put("b/c/d", FILE).put("b-", FILE).put("a", FILE).build();
    assertThat(tree.nodes().keySet()).containsExactly("a", "b", "b-", "b/c", "b/c/d");
    assertThat(tree.at("b/c")).contains(new Directory());
  }

  @Test
  void theOrderIsThatOfBytes() {
    FileTree tree = FileTree.builder().put("\uffff", FILE).put("\ud83d\ude00", FILE).build();
    assertThat(tree.nodes().keySet()).containsExactly("\uffff", "\ud83d\ude00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", ".", "a/../b", "a/.", "a\0b"})
  void otherPathsAreRefused(String path) {
    assertThatThrownBy(() -> FileTree.builder().put(path, FILE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsReplacedOrReachedThroughALink() {
    FileTree.Builder builder =
        FileTree.builder().put("lib", new SymbolicLink("usr/lib")).put("a", FILE);
    assertThatThrownBy(() -> builder.put("lib/x", FILE)).hasMessageContaining("no directory");
    assertThatThrownBy(() -> builder.put("a", new Directory())).hasMessageContaining("already");
    assertThat(builder.put("a", FILE).build().nodes()).hasSize(2);
  }

  @Test
  void aPartKeepsItsParents() {
    FileTree tree = FileTree.builder().put("a/b", FILE).put("c/d", FILE).build();
    assertThat(tree.only("c/d"::equals).nodes().keySet()).containsExactly("c", "c/d");
  }
}
