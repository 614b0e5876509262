// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.channel.custody.RecoveryKit;
import dev.strongroom.channel.custody.RecoveryKitText;
import dev.strongroom.channel.custody.RecoveryRefusedException;
import dev.strongroom.channel.custody.RecoveryShare;
import dev.strongroom.channel.custody.UnopenableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A recovery kit that was opened by shares. Wiped when closed.
///
/// @param kit it
/// @param secret the key in it
record OpenedKit(RecoveryKit kit, KeySecret secret) implements AutoCloseable {
  private static final int LONGEST = 4096;

  /// Opens a kit.
  ///
  /// @param shares each a printed share, or the key file of a guardian whose share is in the kit
  ///   (`strongroom ceremony keygen` makes such)
  /// @throws RecoveryRefusedException if these shares don't open it
  /// @throws UsageException if a file can't be read, or isn't what it has to be
  static OpenedKit open(Path kitFile, List<Path> shares)
      throws UsageException, RecoveryRefusedException {
    JsonNode text = TextFile.json(kitFile);
    List<RecoveryShare> given = new ArrayList<>();
    try {
      RecoveryKit kit = RecoveryKitText.parse(text);
      for (Path share : shares) {
        given.add(share(kit, share));
      }
      return new OpenedKit(kit, kit.restore(given));
    } catch (MalformedCustodyException e) {
      throw new UsageException(kitFile + ": " + e.getMessage());
    } finally {
      given.forEach(RecoveryShare::close);
    }
  }

  private static RecoveryShare share(RecoveryKit kit, Path file) throws UsageException {
    byte[] content = new byte[0];
    byte[] line = new byte[0];
    try {
      if (Files.size(file) > LONGEST) {
        throw new UsageException(file + ": neither a share nor a guardian's key file");
      }
      content = Files.readAllBytes(file);
      if (content.length > 0 && content[0] == '{') {
        try (OperatorKeyFile guardian = OperatorKeyFile.read(file)) {
          return kit.open(guardian.encryption());
        }
      }
      int end = content.length > 0 && content[content.length - 1] == '\n' ? 1 : 0;
      line = Arrays.copyOf(content, content.length - end);
      return RecoveryShare.parse(line);
    } catch (MalformedCustodyException | UnopenableException e) {
      throw new UsageException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    } finally {
      Arrays.fill(content, (byte) 0);
      Arrays.fill(line, (byte) 0);
    }
  }

  @Override
  public void close() {
    secret.close();
  }
}
