// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What becomes of packages whose scripts aren't run.
class ToolchainRootTest {
  private static final Node PROGRAM = new RegularFile(Blob.of(Bytes.utf8("program")), true);

  private final ToolchainRoot root = new ToolchainRoot();

  @Test
  void mergesUsr() {
    root.add(tree("bin/sed", "lib/x86_64-linux-gnu/libc.so.6", "sbin/x", "lib64/ld.so"));
    FileTree made = root.build(Map.of());
    assertThat(made.nodes())
        .containsKeys(
            "usr/bin/sed", "usr/lib/x86_64-linux-gnu/libc.so.6", "usr/sbin/x", "usr/lib64/ld.so");
    assertThat(made.at("bin")).contains(new SymbolicLink("usr/bin"));
    assertThat(made.at("lib64")).contains(new SymbolicLink("usr/lib64"));
  }

  @Test
  void makesTheLinksThatScriptsWouldMake() {
    root.add(tree("usr/bin/mawk", "usr/bin/gcc-14", "usr/bin/x86_64-linux-gnu-gcc-14"));
    FileTree made = root.build(Map.of());
    assertThat(made.at("usr/bin/awk")).contains(new SymbolicLink("/usr/bin/mawk"));
    assertThat(made.at("usr/bin/gcc")).contains(new SymbolicLink("/usr/bin/gcc-14"));
  }

  @Test
  void leavesAPackagesOwnLinkAlone() {
    root.add(tree("usr/bin/gcc-14", "usr/bin/gcc", "usr/bin/awk"));
    assertThat(root.build(Map.of()).at("usr/bin/gcc")).contains(PROGRAM);
  }

  @Test
  void leavesOutWhatOnlyPeopleRead() {
    root.add(
        tree("usr/share/doc/gcc/copyright", "etc/passwd", "usr/share/docbook/x", "var/lib/x/y"));
    FileTree made = root.build(Map.of());
    assertThat(made.nodes()).containsKey("usr/share/docbook/x");
    assertThat(made.nodes()).doesNotContainKeys("usr/share/doc", "etc", "etc/passwd", "var");
  }

  @Test
  void hasOurFilesAndAPlaceForTheNullDevice() {
    FileTree made = root.build(Map.of("build/x.sh", "echo"));
    assertThat(made.nodes()).containsKeys("dev/null", "tmp", "build/x.sh");
  }

  @Test
  void refusesTwoPackagesThatDisagree() {
    root.add(tree("bin/sed"));
    FileTree other =
        FileTree.builder()
            .put("usr/bin/sed", new RegularFile(Blob.of(Bytes.utf8("other")), true))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> root.add(other))
        .withMessageContaining("usr/bin/sed");
  }

  private static FileTree tree(String... programs) {
    FileTree.Builder tree = FileTree.builder();
    for (String path : programs) {
      tree.put(path, PROGRAM);
    }
    return tree.build();
  }
}
