// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.BlobStore.StoredBlob;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.materials.InstalledFile;
import dev.strongroom.image.materials.InstalledFile.Content;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells of each file of the base where it comes from: by its bytes, which a package has too, or
/// else by how it was made.
final class Origins {
  /// What is linked of everything.
  private static final Map<String, String> LINKED =
      Map.of(
          "java/lib/modules",
              "the classes of the JDK's modules and of the enclave's runtime, linked",
          "java/lib/server/classes.jsa",
              "the same classes as the JVM has them in memory: starts fast",
          "java/release", "which modules were linked");

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("init", "process 1: a line of text that starts Java"),
          Map.entry("lib64/ld-linux-x86-64.so.2", "starts Java's program and loads its libraries"),
          Map.entry("lib/libc.so.6", "the C library: how Java calls the kernel"),
          Map.entry(
              "lib/libdl.so.2", "a name of the C library that Java's libraries are linked with"),
          Map.entry("lib/libgcc_s.so.1", "unwinds the stack of the JVM, which is C++"),
          Map.entry("lib/libm.so.6", "mathematics of the JVM"),
          Map.entry(
              "lib/libpthread.so.0",
              "a name of the C library that Java's libraries are linked with"),
          Map.entry(
              "lib/librt.so.1", "a name of the C library that Java's libraries are linked with"),
          Map.entry("lib/libstdc++.so.6", "the JVM is C++"),
          Map.entry("lib/libz.so.1", "Java reads jars with it"),
          Map.entry(
              "lib/libjli.so", "where Java's program looks for its own library before /proc is"));

  private final List<Input> runtime;
  private final List<Input> packages = new ArrayList<>();
  private final Map<Bytes, Input> byContent = new LinkedHashMap<>();

  /// @param runtime jars that are linked
  Origins(List<Input> runtime) {
    this.runtime = List.copyOf(runtime);
  }

  /// Remembers a package's files.
  void add(Input input, FileTree files) {
    packages.add(input);
    for (Node node : files.nodes().values()) {
      if (node instanceof RegularFile(StoredBlob content, boolean _)) {
        byContent.putIfAbsent(content.sha256(), input);
      }
    }
  }

  /// The files and links of the base, in order.
  List<InstalledFile> list(FileTree base) throws IOException {
    List<InstalledFile> list = new ArrayList<>();
    for (Map.Entry<String, Node> entry : base.nodes().entrySet()) {
      Optional<Content> content = content(entry.getValue());
      if (content.isPresent()) {
        String path = entry.getKey();
        list.add(new InstalledFile(path, content.get(), from(path, content.get()), why(path)));
      }
    }
    return list;
  }

  /// What a node is; empty for directories and devices.
  static Optional<Content> content(Node node) throws IOException {
    return switch (node) {
      case RegularFile(StoredBlob blob, boolean _) ->
          Optional.of(new Content.Data(blob.sha256(), blob.size()));
      case RegularFile(Blob blob, boolean _) ->
          Optional.of(new Content.Data(sha256(blob), blob.size()));
      case SymbolicLink(String target) -> Optional.of(new Content.Link(target));
      case Node.Directory _, Node.CharacterDevice _ -> Optional.empty();
    };
  }

  private List<Bytes> from(String path, Content content) {
    if (content instanceof Content.Data(Bytes sha256, long _) && byContent.containsKey(sha256)) {
      return List.of(byContent.get(sha256).sha256());
    }
    if (!path.startsWith("java/")) {
      return List.of();
    }
    List<Bytes> from = new ArrayList<>();
    packages.stream()
        .filter(input -> input.name().startsWith("openjdk-"))
        .forEach(input -> from.add(input.sha256()));
    if (LINKED.containsKey(path)) {
      runtime.forEach(input -> from.add(input.sha256()));
    }
    return from;
  }

  private static String why(String path) {
    String linked = LINKED.get(path);
    return linked != null ? linked : REASONS.getOrDefault(path, "part of the Java runtime");
  }

  private static Bytes sha256(Blob blob) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = blob.open();
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return Bytes.copyOf(digest.digest());
  }
}
