// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/// Has the kernel make reports (Linux, `Documentation/ABI/testing/configfs-tsm-report`).
///
/// Each request gets an entry of its own under a name that nobody guesses, so neither others nor
/// what a process left behind that died are in the way. The kernel counts what is written to an
/// entry, its `generation`: it shows whether ours was all, which nothing else does, since configfs
/// keeps the outcome of writing `inblob` to itself.
final class TsmReports implements Reports {
  static final String FOLDER = "/sys/kernel/config/tsm/report";

  /// The length of what a report binds, in bytes.
  static final int REPORT_DATA = 64;

  /// The longest report, in bytes: the kernel's own limit when the interface came (32 KiB).
  static final int MAX_REPORT = 32 * 1024;

  /// The longest table of certificates, in bytes: the SEV-SNP driver's limit. Together with the
  /// longest report it fits into one piece of evidence (64 KiB).
  static final int MAX_AUXILIARY = 16 * 1024;

  static final int ATTEMPTS = 6;

  private static final int MAX_TEXT = 64;
  private static final int MAX_PRIVILEGE_LEVEL = 3;
  private static final int NAME_LENGTH = 16;

  private final TsmFiles files;
  private final String folder;
  private final SecureRandom random;
  private final OptionalInt privilegeLevel;
  private final Duration firstPause;
  private final AtomicInteger leftovers = new AtomicInteger();

  /// @param folder where the kernel makes entries
  /// @param privilegeLevel the SEV-SNP VMPL to ask a report for, 0 to 3; empty for the driver's own
  /// @param firstPause before a second attempt; doubles with each
  TsmReports(
      TsmFiles files,
      String folder,
      SecureRandom random,
      OptionalInt privilegeLevel,
      Duration firstPause) {
    if (privilegeLevel.isPresent()
        && (privilegeLevel.getAsInt() < 0 || privilegeLevel.getAsInt() > MAX_PRIVILEGE_LEVEL)) {
      throw new IllegalArgumentException("privilege level " + privilegeLevel.getAsInt());
    }
    this.files = files;
    this.folder = folder;
    this.random = random;
    this.privilegeLevel = privilegeLevel;
    this.firstPause = firstPause;
  }

  @Override
  public TsmProvider provider() throws TsmException {
    return repeated(this::provider);
  }

  @Override
  public TsmReport report(Bytes reportData) throws TsmException {
    if (reportData.length() != REPORT_DATA) {
      throw new IllegalArgumentException("report data of " + reportData.length() + " bytes");
    }
    return repeated(entry -> report(entry, reportData));
  }

  /// They cost the kernel some memory, and nothing else.
  @Override
  public int leftovers() {
    return leftovers.get();
  }

  /// What is done with an entry.
  private interface Work<T> {
    T with(String entry) throws FileCallException, ConflictException, TsmException;
  }

  /// Somebody else has written to the entry.
  private static final class ConflictException extends Exception {
    private static final long serialVersionUID = 1;
  }

  private TsmProvider provider(String entry) throws FileCallException, TsmException {
    String name = line(entry, "provider");
    return TsmProvider.of(name)
        .orElseThrow(() -> new TsmException(new TsmFailure.UnknownProvider(name)));
  }

  private TsmReport report(String entry, Bytes reportData)
      throws FileCallException, ConflictException, TsmException {
    TsmProvider provider = provider(entry);
    long expected = generation(entry);
    if (privilegeLevel.isPresent()) {
      String level = Integer.toString(privilegeLevel.getAsInt());
      files.write(entry + "/privlevel", Bytes.utf8(level));
      expected++;
    }
    files.write(entry + "/inblob", reportData);
    expected++;
    Bytes report = blob(entry, "outblob", MAX_REPORT);
    if (report.isEmpty()) {
      throw new TsmException(new TsmFailure.EmptyReport());
    }
    Bytes auxiliary = auxiliary(entry);
    if (generation(entry) != expected) {
      throw new ConflictException();
    }
    Bytes bound =
        provider
            .reportData(report)
            .orElseThrow(() -> malformed("outblob", "no report of " + provider.title()));
    if (!bound.equals(reportData)) {
      throw new ConflictException();
    }
    return new TsmReport(provider, report, auxiliary);
  }

  /// Does the work in an entry of its own, again and again while the kernel is busy or somebody
  /// interferes.
  private <T> T repeated(Work<T> work) throws TsmException {
    if (!files.isDirectory(folder)) {
      throw new TsmException(new TsmFailure.Missing(folder));
    }
    Duration pause = firstPause;
    for (int attempt = 1; ; attempt++) {
      TsmFailure last;
      try {
        return once(work);
      } catch (ConflictException e) {
        last = new TsmFailure.Conflict(attempt);
      } catch (FileCallException e) {
        last =
            switch (e.errno()) {
              case Errno.EBUSY, Errno.EINTR, Errno.EEXIST -> new TsmFailure.Busy(attempt);
              default -> throw new TsmException(failure(e));
            };
      }
      if (attempt == ATTEMPTS) {
        throw new TsmException(last);
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
    }
  }

  private <T> T once(Work<T> work) throws FileCallException, ConflictException, TsmException {
    byte[] name = new byte[NAME_LENGTH];
    random.nextBytes(name);
    String entry = folder + "/strongroom-" + HexFormat.of().formatHex(name);
    files.makeDirectory(entry);
    try {
      return work.with(entry);
    } finally {
      remove(entry);
    }
  }

  private void remove(String entry) {
    try {
      files.removeDirectory(entry);
    } catch (FileCallException e) {
      // The report is as good as it would be otherwise, and the next entry has another name.
      leftovers.incrementAndGet();
    }
  }

  private long generation(String entry) throws FileCallException, TsmException {
    String text = line(entry, "generation");
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw malformed("generation", "no number");
    }
  }

  private Bytes auxiliary(String entry) throws FileCallException, TsmException {
    try {
      return blob(entry, "auxblob", MAX_AUXILIARY);
    } catch (FileCallException e) {
      if (e.errno() == Errno.ENOENT) {
        // Providers without such data don't have the attribute.
        return Bytes.EMPTY;
      }
      throw e;
    }
  }

  private Bytes blob(String entry, String attribute, int limit)
      throws FileCallException, TsmException {
    Bytes content;
    try {
      content = files.read(entry + "/" + attribute, limit);
    } catch (FileCallException e) {
      if (e.errno() == Errno.EFBIG) {
        throw new TsmException(new TsmFailure.TooLarge(attribute, limit));
      }
      throw e;
    }
    if (content.length() > limit) {
      throw new TsmException(new TsmFailure.TooLarge(attribute, limit));
    }
    return content;
  }

  /// An attribute of one line: printable ASCII, then a line feed.
  private String line(String entry, String attribute) throws FileCallException, TsmException {
    byte[] content = blob(entry, attribute, MAX_TEXT).toByteArray();
    int length = content.length - 1;
    if (length < 1 || content[length] != '\n') {
      throw malformed(attribute, "no line");
    }
    for (int i = 0; i < length; i++) {
      if (content[i] <= ' ' || content[i] > '~') {
        throw malformed(attribute, "unprintable");
      }
    }
    return new String(content, 0, length, StandardCharsets.US_ASCII);
  }

  private TsmFailure failure(FileCallException e) {
    String operation = e.operation();
    return switch (e.errno()) {
      case Errno.ENXIO, Errno.ENOTTY -> new TsmFailure.NoProvider();
      case Errno.EINVAL, Errno.EFBIG -> new TsmFailure.Refused(operation);
      case Errno.ETIMEDOUT -> new TsmFailure.TimedOut(operation);
      default ->
          // No privilege levels: TDX, or a kernel that asks for none.
          e.errno() == Errno.ENOENT && operation.equals("open privlevel")
              ? new TsmFailure.Refused(operation)
              : new TsmFailure.SystemCall(operation, e.errno());
    };
  }

  private static TsmException malformed(String attribute, String detail) {
    return new TsmException(new TsmFailure.MalformedAttribute(attribute, detail));
  }

  private static void sleep(Duration pause) throws TsmException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TsmException(new TsmFailure.Interrupted());
    }
  }
}
