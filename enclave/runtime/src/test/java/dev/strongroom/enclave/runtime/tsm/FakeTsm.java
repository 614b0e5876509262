// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/// A configfs-tsm in memory: entries that bring their attributes, a count of what is written to
/// them, reports that are made when they are read. As Linux 6.8 does it; written against its
/// description, without any code of the product's.
final class FakeTsm implements TsmFiles {
  static final String FOLDER = "/fake/tsm/report";

  private static final int ENOENT = 2;
  private static final int ENXIO = 6;
  private static final int EACCES = 13;
  private static final int EEXIST = 17;
  private static final int EINVAL = 22;
  private static final int EFBIG = 27;

  /// One entry.
  private static final class Entry {
    private long written;
    private long read = -1;
    private byte[] inblob = new byte[0];
    private byte[] outblob = new byte[0];
    private String level = "";
  }

  private final Map<String, Entry> entries = new HashMap<>();

  /// All entries that ever were, and every call.
  final List<String> made = new ArrayList<>();

  final List<String> calls = new ArrayList<>();

  /// Error numbers to answer the next calls with, by operation and attribute, such as `read
  /// outblob`. A zero lets one call through.
  final Map<String, List<Integer>> errors = new HashMap<>();

  /// Contents to answer reads of an attribute with.
  final Map<String, byte[]> contents = new HashMap<>();

  /// Each report takes a permit.
  final Semaphore gate = new Semaphore(1_000_000);

  /// What makes reports over what is bound, in place of unsigned ones.
  Optional<UnaryOperator<Bytes>> hardware = Optional.empty();

  boolean mounted = true;
  String provider = "sev_guest";
  boolean levels = true;
  byte[] certificates = {0x31, 0x32};
  int levelFloor;

  /// How many of the next reports are followed by somebody else's writing to the entry.
  int intruders;

  /// How many of the next writes of `inblob` get lost, as configfs loses them.
  int lostWrites;

  synchronized int entries() {
    return entries.size();
  }

  @Override
  public boolean isDirectory(String path) {
    return mounted && path.equals(FOLDER);
  }

  @Override
  public synchronized void makeDirectory(String path) throws FileCallException {
    calls.add("mkdir");
    fail("mkdir", path);
    if (provider.isEmpty()) {
      throw new FileCallException("mkdir", path, ENXIO);
    }
    if (entries.containsKey(path)) {
      throw new FileCallException("mkdir", path, EEXIST);
    }
    entries.put(path, new Entry());
    made.add(path);
  }

  @Override
  public synchronized void removeDirectory(String path) throws FileCallException {
    calls.add("rmdir");
    fail("rmdir", path);
    if (entries.remove(path) == null) {
      throw new FileCallException("rmdir", path, ENOENT);
    }
  }

  @Override
  public synchronized void write(String path, Bytes content) throws FileCallException {
    String attribute = attribute(path);
    calls.add("write " + attribute);
    Entry entry = entry("open", path);
    fail("write", path);
    switch (attribute) {
      case "inblob" -> {
        if (content.length() > 64) {
          throw new FileCallException("write", path, EFBIG);
        }
        if (lostWrites > 0) {
          lostWrites--;
          return;
        }
        entry.inblob = content.toByteArray();
      }
      case "privlevel" -> {
        if (!levels) {
          throw new FileCallException("open", path, ENOENT);
        }
        int level = Integer.parseInt(new String(content.toByteArray(), StandardCharsets.US_ASCII));
        if (level < levelFloor || level > 3) {
          throw new FileCallException("write", path, EINVAL);
        }
        entry.level = "level " + level;
      }
      default -> throw new FileCallException("open", path, EACCES);
    }
    entry.written++;
  }

  @Override
  public Bytes read(String path, int limit) throws FileCallException {
    String attribute = attribute(path);
    if (attribute.equals("outblob")) {
      gate.acquireUninterruptibly();
    }
    synchronized (this) {
      calls.add("read " + attribute);
      Entry entry = entry("open", path);
      fail("read", path);
      byte[] content = contents.getOrDefault(attribute, new byte[0]);
      if (!contents.containsKey(attribute)) {
        content = content(path, attribute, entry);
      }
      Bytes all = Bytes.copyOf(content);
      return all.slice(0, Math.min(all.length(), limit + 1));
    }
  }

  private byte[] content(String path, String attribute, Entry entry) throws FileCallException {
    return switch (attribute) {
      case "provider" -> (provider + "\n").getBytes(StandardCharsets.US_ASCII);
      case "generation" -> (entry.written + "\n").getBytes(StandardCharsets.US_ASCII);
      case "outblob" -> {
        make(path, entry);
        byte[] report = entry.outblob;
        if (intruders > 0) {
          intruders--;
          entry.inblob = new byte[64];
          entry.written++;
        }
        yield report;
      }
      case "auxblob" -> {
        if (provider.equals("tdx_guest")) {
          throw new FileCallException("open", path, ENOENT);
        }
        make(path, entry);
        yield certificates;
      }
      default -> throw new FileCallException("open", path, ENOENT);
    };
  }

  private void make(String path, Entry entry) throws FileCallException {
    // Both drivers want the full length.
    if (entry.inblob.length != 64) {
      throw new FileCallException("read", path, EINVAL);
    }
    if (entry.read != entry.written) {
      Bytes bound = Bytes.copyOf(entry.inblob);
      entry.outblob =
          hardware
              .map(made -> made.apply(bound).toByteArray())
              .orElseGet(() -> report(provider, bound.toByteArray(), entry.level));
      entry.read = entry.written;
    }
  }

  /// A report without signatures: its head, what it binds, and at its end the privilege level.
  static byte[] report(String provider, byte[] data, String level) {
    boolean snp = provider.equals("sev_guest");
    byte[] report = new byte[snp ? 1184 : 5000];
    report[0] = (byte) (snp ? 3 : 4);
    System.arraycopy(data, 0, report, snp ? 0x50 : 48 + 520, 64);
    byte[] end = level.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(end, 0, report, report.length - end.length, end.length);
    return report;
  }

  private void fail(String call, String path) throws FileCallException {
    String operation =
        attribute(path).startsWith("strongroom-") ? call : call + " " + attribute(path);
    List<Integer> next = errors.getOrDefault(operation, new ArrayList<>());
    if (!next.isEmpty()) {
      int errno = next.removeFirst();
      if (errno != 0) {
        throw new FileCallException(call, path, errno);
      }
    }
  }

  private Entry entry(String call, String path) throws FileCallException {
    Entry entry = entries.get(path.substring(0, path.lastIndexOf('/')));
    if (entry == null) {
      throw new FileCallException(call, path, ENOENT);
    }
    return entry;
  }

  private static String attribute(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
