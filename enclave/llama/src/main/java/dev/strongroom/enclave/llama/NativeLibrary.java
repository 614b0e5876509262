// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The library in the jar of `de.kherud:llama`, for Linux on this machine's processor. It is loaded
/// once, from a file that only this user can read and that is gone again before anything is called;
/// or from where an image has it unpacked and measured, as temporary files can't be run there.
final class NativeLibrary {
  /// Release 4.2.0. The layout of what is passed to it is known of these very files only.
  private static final String X86_64 =
      "93276c536d00f037c37ed6ec1e55be9c828940f4a0af59af10a8f638a31bbc3c";

  private static final String AARCH64 =
      "d852c1625b2dac90a974613a2f019ecabf0c5d7bc054dcc14a05246d5aa2a1a7";

  /// The system property that names the library's file where it is unpacked already.
  private static final String UNPACKED = "strongroom.llama.library";

  /// The system property that names libraries which that one needs, where the system's loader
  /// wouldn't find them: files, by colons, in the order in which they are loaded.
  private static final String NEEDED = "strongroom.llama.needed";

  private NativeLibrary() {}

  /// Loads it for as long as the process lives.
  ///
  /// @throws EngineException if there is none, another, or one that doesn't load
  static SymbolLookup load() throws EngineException {
    String folder = folder();
    String unpacked = System.getProperty(UNPACKED, "");
    byte[] library =
        unpacked.isEmpty()
            ? read("de/kherud/llama/Linux/" + folder + "/libjllama.so")
            : read(Path.of(unpacked));
    if (!sha256(library).equals(folder.equals("x86_64") ? X86_64 : AARCH64)) {
      throw new EngineException(Problem.LIBRARY, "not the library of release 4.2.0");
    }
    if (folder.equals("x86_64")) {
      Processor.check();
    }
    if (!unpacked.isEmpty()) {
      // The loader takes a library that is there by its name for the one that is needed.
      for (String needed : System.getProperty(NEEDED, "").split(":", -1)) {
        if (!needed.isEmpty()) {
          SymbolLookup _ = open(Path.of(needed));
        }
      }
      return open(Path.of(unpacked));
    }
    try {
      Path file = Files.createTempFile("strongroom-llama", ".so");
      try {
        Files.write(file, library);
        return open(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new EngineException(Problem.LIBRARY, "can't be written to a temporary file");
    }
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup open(Path file) throws EngineException {
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new EngineException(
          Problem.LIBRARY,
          "doesn't load: are libgomp (Debian's package libgomp1), libstdc++ and libgcc_s there, and may"
              + " its file be run?");
    }
  }

  private static String folder() throws EngineException {
    String processor = System.getProperty("os.arch", "");
    if (!System.getProperty("os.name", "").equals("Linux")) {
      throw new EngineException(Problem.LIBRARY, "for Linux only");
    }
    return switch (processor) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "aarch64";
      default -> throw new EngineException(Problem.LIBRARY, "none for " + processor);
    };
  }

  private static byte[] read(String name) throws EngineException {
    try (InputStream in = NativeLibrary.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new EngineException(Problem.LIBRARY, "the jar of de.kherud:llama isn't there");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new EngineException(Problem.LIBRARY, "the jar of de.kherud:llama can't be read");
    }
  }

  private static byte[] read(Path unpacked) throws EngineException {
    try {
      return Files.readAllBytes(unpacked);
    } catch (IOException e) {
      throw new EngineException(Problem.LIBRARY, UNPACKED + " can't be read");
    }
  }

  private static String sha256(byte[] library) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(library)).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
