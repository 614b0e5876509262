// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Reproducible;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Map;

/// An archive as a stream: one part after another is opened, so that nothing of it is in memory but
/// what is being read.
final class CpioStream extends InputStream {
  private final Iterator<Map.Entry<String, Node>> entries;
  private int inode = Reproducible.FIRST_INODE;
  private InputStream part = InputStream.nullInputStream();
  private Blob content = Blob.of(Bytes.EMPTY);
  private long left;
  private Step next = Step.HEAD;

  private enum Step {
    HEAD,
    CONTENT,
    PADDING,
    END
  }

  CpioStream(FileTree tree) {
    entries = tree.nodes().entrySet().iterator();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      int read = part.read(buffer, offset, length);
      if (read > 0) {
        left -= read;
        return read;
      }
      if (left != 0) {
        throw new IOException("a file's size changed while it was archived");
      }
      if (!advance()) {
        return -1;
      }
    }
  }

  @Override
  public void close() throws IOException {
    part.close();
  }

  private boolean advance() throws IOException {
    part.close();
    switch (next) {
      case HEAD -> {
        if (!entries.hasNext()) {
          use(CpioWriter.trailer(), Step.END);
          return true;
        }
        Map.Entry<String, Node> entry = entries.next();
        content = CpioWriter.contentOf(entry.getKey(), entry.getValue());
        use(CpioWriter.head(inode, entry.getValue(), content.size(), entry.getKey()), Step.CONTENT);
        inode++;
      }
      case CONTENT -> {
        part = content.open();
        left = content.size();
        next = Step.PADDING;
      }
      case PADDING -> use(CpioWriter.padding(content.size()), Step.HEAD);
      case END -> {
        return false;
      }
    }
    return true;
  }

  private void use(byte[] bytes, Step then) {
    part = new ByteArrayInputStream(bytes);
    left = bytes.length;
    next = then;
  }
}
