// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node;
import dev.strongroom.image.tree.Node.CharacterDevice;
import dev.strongroom.image.tree.Node.Directory;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The files of the first ramdisk: what every application stands on. There is no shell, no init
/// program and no package's script among them (docs/boot.md).
final class BaseTree {
  /// What of the C library, C++'s and zlib the Java runtime needs. It does without `libdl`,
  /// `libpthread` and `librt`, which are empty by now; native libraries that an application brings
  /// ask for them by name.
  private static final List<String> LIBRARIES =
      List.of(
          "libc.so.6",
          "libdl.so.2",
          "libgcc_s.so.1",
          "libm.so.6",
          "libpthread.so.0",
          "librt.so.1",
          "libstdc++.so.6",
          "libz.so.1");

  /// Where the kernel looks for process 1: a line that makes it start Java.
  private static final String INIT = "#!/java/bin/java @" + ApplicationTree.OPTIONS + "\n";

  private BaseTree() {}

  /// Puts the tree together.
  ///
  /// @param packages the files of the pinned packages
  /// @param runtime the linked Java runtime, class-data archive and all
  /// @throws IOException if a package lacks a library
  static FileTree of(FileTree packages, FileTree runtime) throws IOException {
    FileTree.Builder builder = FileTree.builder();
    for (String folder : List.of("app", "dev", "proc", "sys", "tmp")) {
      builder.put(folder, new Directory());
    }
    // Until the kernel's own are mounted over them.
    builder.put("dev/console", new CharacterDevice(5, 1));
    builder.put("dev/null", new CharacterDevice(1, 3));
    builder.put("init", new RegularFile(Blob.of(Bytes.utf8(INIT)), true));
    for (String library : LIBRARIES) {
      builder.put("lib/" + library, resolved(packages, PinnedJdk.LIBRARIES + "/" + library));
    }
    String loader = PinnedJdk.LIBRARIES + "/" + PinnedJdk.LOADER;
    builder.put("lib64/" + PinnedJdk.LOADER, resolved(packages, loader));
    // Its own place is found through /proc, which isn't mounted yet when process 1 starts.
    builder.put("lib/libjli.so", new SymbolicLink("/java/lib/libjli.so"));
    runtime
        .only(BaseTree::wanted)
        .nodes()
        .forEach((path, node) -> builder.put("java/" + path, node));
    return builder.build();
  }

  /// Of a linked runtime: no program but Java's own, no texts of licences, which the bill of
  /// materials names.
  private static boolean wanted(String path) {
    boolean left =
        path.startsWith("bin/")
            || path.startsWith("legal")
            || path.equals("lib/jspawnhelper")
            || path.equals("lib/jexec");
    return !left || path.equals("bin/java");
  }

  /// A library by the name that programs look for, which a package may have as a link.
  static RegularFile resolved(FileTree packages, String path) throws IOException {
    Node node = packages.at(path).orElseThrow(() -> new IOException("no package has " + path));
    if (node instanceof SymbolicLink link) {
      String folder = path.substring(0, path.lastIndexOf('/') + 1);
      node = packages.at(folder + Path.of(link.target()).getFileName()).orElse(node);
    }
    if (node instanceof RegularFile file) {
      // The loader has to be executable; a library's mode is nobody's business.
      return new RegularFile(file.content(), true);
    }
    throw new IOException(path + " isn't a file in any package");
  }
}
