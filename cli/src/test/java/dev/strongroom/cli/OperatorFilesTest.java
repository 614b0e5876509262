// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.SealedShare;
import dev.strongroom.channel.custody.ShareHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What operators keep on disk.
class OperatorFilesTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder = Path.of("");

  private OperatorKeyFile keys(String name) throws UsageException {
    return OperatorKeyFile.make(folder.resolve(name), name, RANDOM);
  }

  private static SealedShare share(OperatorKeyFile keys) {
    byte[] value = new byte[ShareHeader.SHARE];
    Bytes filler = Bytes.zeros(32);
    ShareHeader header =
        new ShareHeader(
            filler, "demo", 2, filler, filler, List.of(ShareHeader.digest(1, value), filler));
    return SealedShare.seal(header, 1, value, keys.encryption().publicKey(), RANDOM);
  }

  @Test
  void keysAreReadAsMadeByTheirOwnerOnlyAndNeverOverwritten() throws Exception {
    Path file = folder.resolve("ann");
    String made = keys("ann").configuration();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(OperatorKeyFile.read(file).configuration()).isEqualTo(made);
    assertThatThrownBy(() -> keys("ann"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("isn't overwritten");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> OperatorKeyFile.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("others can read it");
    assertThat(Run.of("ceremony", "keygen", "Ann!", "--key", file + "2").status()).isEqualTo(2);
  }

  @Test
  void aShareThatSomebodyElseEncryptedIsRefused() throws Exception {
    OperatorKeyFile ann = keys("ann");
    OperatorKeyFile thief = keys("thief");
    Path file = folder.resolve("ann.share");
    SealedShare own = share(ann);
    ShareFile.write(file, own, ann);
    assertThat(ShareFile.read(file, ann)).isEqualTo(own);
    Path exchanged = folder.resolve("exchanged");
    ShareFile.write(exchanged, share(ann), thief);
    assertThatThrownBy(() -> ShareFile.read(exchanged, ann))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not a share that ann stored");
    String text = Files.readString(file);
    for (int at = 0; at < text.length() - 1; at += 3) {
      char other = text.charAt(at) == 'Z' ? 'Y' : 'Z';
      Path changed = folder.resolve("changed" + at);
      Files.writeString(changed, text.substring(0, at) + other + text.substring(at + 1));
      assertThatThrownBy(() -> ShareFile.read(changed, ann)).isInstanceOf(UsageException.class);
    }
  }
}
