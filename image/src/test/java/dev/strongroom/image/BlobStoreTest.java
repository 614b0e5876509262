// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.BlobStore.StoredBlob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
  private static final byte[] CONTENT = {1, 2, 3, 4, 5};

  @TempDir private Path folder;

  @Test
  void keepsContentsByTheirDigest() throws Exception {
    BlobStore store = BlobStore.in(folder.resolve("blobs"));
    StoredBlob blob = store.put(new ByteArrayInputStream(CONTENT));
    assertThat(blob.sha256()).isEqualTo(Sha256.of(Bytes.copyOf(CONTENT)));
    assertThat(store.put(new ByteArrayInputStream(CONTENT))).isEqualTo(blob);
    assertThat(store.get(blob.sha256(), 5)).isEqualTo(blob);
    try (Stream<Path> files = Files.list(folder.resolve("blobs"))) {
      assertThat(files).hasSize(1);
    }
    try (InputStream in = blob.open()) {
      assertThat(in.skip(2)).isEqualTo(2);
      assertThat(in.read()).isEqualTo(3);
      assertThat(in.readAllBytes()).containsExactly(4, 5);
    }
    assertThatThrownBy(() -> store.get(blob.sha256(), 4)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.get(Bytes.zeros(32), 5)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void damageIsSeenWhenReadAndMendedByKeepingAgain() throws Exception {
    BlobStore store = BlobStore.in(folder);
    StoredBlob blob = store.put(new ByteArrayInputStream(CONTENT));
    Files.write(blob.file(), new byte[] {1, 2, 3, 4, 6});
    assertThatThrownBy(() -> blob.writeTo(new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
    store.put(new ByteArrayInputStream(CONTENT));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    blob.writeTo(out);
    assertThat(out.toByteArray()).isEqualTo(CONTENT);
  }

  @Test
  void nothingIsLeftOfWhatCouldNotBeRead() throws Exception {
    BlobStore store = BlobStore.in(folder);
    InputStream failing = InputStream.nullInputStream();
    failing.close();
    assertThatThrownBy(() -> store.put(failing)).isInstanceOf(IOException.class);
    assertThat(folder).isEmptyDirectory();
  }
}
