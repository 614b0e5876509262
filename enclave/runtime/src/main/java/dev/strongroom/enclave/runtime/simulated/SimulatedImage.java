// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.Pcrs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a simulated device measures: the real bytes of the jars that run, in place of an image's
/// sections. PCR 1 stands for the runtime, PCR 2 for the application, PCR 0 for both, as with a
/// genuine image's boot files and ramdisks.
///
/// @param pcrs PCR 0 to 2
public record SimulatedImage(SortedMap<Integer, Bytes> pcrs) {
  private static final int BUFFER = 1 << 16;

  /// Measures files.
  ///
  /// @param runtime the runtime's jars
  /// @param application the application's jars
  /// @param configuration the measured configuration, as part of the application
  /// @throws IOException if one can't be read
  public static SimulatedImage of(List<Path> runtime, List<Path> application, Bytes configuration)
      throws IOException {
    MessageDigest all = sha384();
    MessageDigest first = sha384();
    MessageDigest second = sha384();
    for (Path file : runtime) {
      digest(file, all, first);
    }
    for (Path file : application) {
      digest(file, all, second);
    }
    update(head("configuration", configuration.length()), all, second);
    update(configuration.toByteArray(), all, second);
    SortedMap<Integer, Bytes> pcrs = new TreeMap<>();
    pcrs.put(0, Pcrs.extended(Bytes.copyOf(all.digest())));
    pcrs.put(1, Pcrs.extended(Bytes.copyOf(first.digest())));
    pcrs.put(2, Pcrs.extended(Bytes.copyOf(second.digest())));
    return new SimulatedImage(pcrs);
  }

  /// Adds a file's name and content to both digests, each with its length in front: moving bytes
  /// from one file to the next changes the measurement.
  private static void digest(Path file, MessageDigest all, MessageDigest part) throws IOException {
    update(head(String.valueOf(file.getFileName()), Files.size(file)), all, part);
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n; (n = in.read(buffer)) >= 0; ) {
        all.update(buffer, 0, n);
        part.update(buffer, 0, n);
      }
    }
  }

  private static byte[] head(String name, long length) {
    return Bytes.utf8(name + "\n" + length + "\n").toByteArray();
  }

  private static void update(byte[] bytes, MessageDigest all, MessageDigest part) {
    all.update(bytes);
    part.update(bytes);
  }

  private static MessageDigest sha384() {
    try {
      return MessageDigest.getInstance("SHA-384");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-384", e);
    }
  }
}
