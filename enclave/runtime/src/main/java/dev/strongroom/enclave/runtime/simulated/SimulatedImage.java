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
  /// @throws IOException if one can't be read
  public static SimulatedImage of(List<Path> runtime, List<Path> application) throws IOException {
    MessageDigest all = sha384();
    MessageDigest first = sha384();
    MessageDigest second = sha384();
    for (Path file : runtime) {
      digest(file, all, first);
    }
    for (Path file : application) {
      digest(file, all, second);
    }
    SortedMap<Integer, Bytes> pcrs = new TreeMap<>();
    pcrs.put(0, Pcrs.extended(Bytes.copyOf(all.digest())));
    pcrs.put(1, Pcrs.extended(Bytes.copyOf(first.digest())));
    pcrs.put(2, Pcrs.extended(Bytes.copyOf(second.digest())));
    return new SimulatedImage(pcrs);
  }

  /// Adds a file's name and content to both digests, each with its length in front: moving bytes
  /// from one file to the next changes the measurement.
  private static void digest(Path file, MessageDigest all, MessageDigest part) throws IOException {
    String head = file.getFileName() + "\n" + Files.size(file) + "\n";
    update(Bytes.utf8(head).toByteArray(), -1, all, part);
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n; (n = in.read(buffer)) >= 0; ) {
        update(buffer, n, all, part);
      }
    }
  }

  private static void update(byte[] bytes, int count, MessageDigest... digests) {
    for (MessageDigest digest : digests) {
      digest.update(bytes, 0, count < 0 ? bytes.length : count);
    }
  }

  private static MessageDigest sha384() {
    try {
      return MessageDigest.getInstance("SHA-384");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-384", e);
    }
  }
}
