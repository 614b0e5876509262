// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Keeps receipts in a folder, each under a name of its own:
///
/// | file | |
/// |---|---|
/// | `NAME.asked.json` | salt, digests of request and response, the gateway's name of the request, evidence digest, whether the answer was complete |
/// | `NAME.receipt.json` | the receipt as the gateway gave it |
/// | `NAME.hop1.receipt.json` … | those of its back ends, if they are gateways themselves |
/// | `NAME.request`, `NAME.response` | what was sent and came, if that is wanted: only with them can a receipt be checked in full |
///
/// The note is there from the answer's beginning on, as one of an answer that was cut, and is
/// replaced at its end: whoever is killed between still has the salt.
///
/// The files are the user's alone (mode 0600). Thread-safe.
public final class ReceiptFolder implements ReceiptKeeper {
  private static final Pattern RECEIPT =
      Pattern.compile("[0-9]+-[0-9a-f]{16}" + Pattern.quote(Receipt.EXTENSION));

  private final Path folder;
  private final boolean content;

  /// A folder, which is made if it isn't there.
  ///
  /// @param content whether to keep requests and responses themselves: prompts on this disk
  /// @throws IOException if it can't be made
  public ReceiptFolder(Path folder, boolean content) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.content = content;
  }

  /// Whether a file has a name that this gives receipts of gateways.
  public static boolean namesReceipt(String fileName) {
    return RECEIPT.matcher(fileName).matches();
  }

  @Override
  public Kept begin(AskedReceipt asked) throws IOException {
    // Unique even if the gateway names two requests the same.
    String name = asked.at().toEpochMilli() + "-" + asked.salt().hex().substring(0, 16);
    write(
        name + AskedFile.EXTENSION,
        note(asked, false, AskedFile.sha256(Bytes.EMPTY), 0, content).text());
    if (content) {
      try (OutputStream out = create(name + ".request")) {
        out.write(asked.request().body().toByteArray());
      }
    }
    return new InFolder(name, asked, content ? create(name + ".response") : null);
  }

  private static AskedFile note(
      AskedReceipt asked, boolean complete, Bytes response, long length, boolean content) {
    return new AskedFile(
        asked.at(),
        asked.request().target(),
        asked.status(),
        complete,
        asked.salt(),
        AskedFile.sha256(asked.request().body()),
        response,
        length,
        AskedFile.sha256(asked.by().evidence()),
        asked.by().keys().identityKey(),
        content,
        asked.id());
  }

  private OutputStream create(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.newOutputStream(file, StandardOpenOption.WRITE);
  }

  private void write(String name, String text) throws IOException {
    try (OutputStream out = create(name)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private final class InFolder implements Kept {
    private final String name;
    private final AskedReceipt asked;
    private final @Nullable OutputStream response;
    private final MessageDigest digest = sha256();
    private long length;

    InFolder(String name, AskedReceipt asked, @Nullable OutputStream response) {
      this.name = name;
      this.asked = asked;
      this.response = response;
    }

    @Override
    public void response(byte[] bytes, int offset, int count) throws IOException {
      digest.update(bytes, offset, count);
      length += count;
      if (response != null) {
        response.write(bytes, offset, count);
      }
    }

    @Override
    public void ended(boolean complete) throws IOException {
      if (response != null) {
        response.close();
      }
      String file = name + AskedFile.EXTENSION;
      write(
          file + ".new",
          note(asked, complete, Bytes.copyOf(digest.digest()), length, response != null).text());
      Files.move(folder.resolve(file + ".new"), folder.resolve(file), ATOMIC_MOVE);
    }

    @Override
    public void receipt(int hop, String json) throws IOException {
      write(name + hop(hop) + ".receipt.json", json);
    }

    @Override
    public void withoutReceipt(int hop, String why) throws IOException {
      write(name + hop(hop) + ".no-receipt.txt", why + "\n");
    }

    private static String hop(int hop) {
      return hop == 0 ? "" : ".hop" + hop;
    }
  }
}
