// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A request, and what makes an answer to it (`docs/storage-protocol.md`, sections 3 and 5).
///
/// @param <A> what the answer says
sealed interface Request<A> {
  /// The operation's number.
  byte operation();

  /// How many bytes [#encode] writes.
  long length();

  /// Writes the body.
  void encode(ByteBuffer body);

  /// How many bytes the body of its answer may have at most.
  int longestAnswer();

  /// Reads the body of an answer `done`, up to its end.
  A decode(AnswerReader body) throws MalformedAnswerException;

  /// The version expected by its part `index`, with which it can't conflict.
  ///
  /// @throws MalformedAnswerException if it can't conflict there
  long expected(int index) throws MalformedAnswerException;

  /// Whether it can fill a disk.
  default boolean isWrite() {
    return true;
  }

  /// Asks for a value.
  record Get(Bytes key) implements Request<Optional<Stored>> {
    @Override
    public byte operation() {
      return 1;
    }

    @Override
    public long length() {
      return 2L + key.length();
    }

    @Override
    public void encode(ByteBuffer body) {
      encodeKey(body, key);
    }

    @Override
    public int longestAnswer() {
      return 13 + StorageLimits.MAX_VALUE;
    }

    @Override
    public Optional<Stored> decode(AnswerReader body) throws MalformedAnswerException {
      return body.flag() ? Optional.of(new Stored(body.version(), body.value())) : Optional.empty();
    }

    @Override
    public long expected(int index) throws MalformedAnswerException {
      throw new MalformedAnswerException("a reader's conflict");
    }

    @Override
    public boolean isWrite() {
      return false;
    }
  }

  /// Replaces a value; the answer is its version.
  record PutOne(Put put) implements Request<Long> {
    @Override
    public byte operation() {
      return 2;
    }

    @Override
    public long length() {
      return lengthOf(put);
    }

    @Override
    public void encode(ByteBuffer body) {
      encodePut(body, put);
    }

    @Override
    public int longestAnswer() {
      return 10;
    }

    @Override
    public Long decode(AnswerReader body) throws MalformedAnswerException {
      return versionAfter(put, body);
    }

    @Override
    public long expected(int index) throws MalformedAnswerException {
      return only(index, put.expected());
    }
  }

  /// Replaces several values at once; the answer is their versions.
  record PutAll(List<Put> puts) implements Request<List<Long>> {
    /// Copies the list.
    public PutAll {
      puts = List.copyOf(puts);
    }

    @Override
    public byte operation() {
      return 3;
    }

    @Override
    public long length() {
      return 2 + puts.stream().mapToLong(Request::lengthOf).sum();
    }

    @Override
    public void encode(ByteBuffer body) {
      body.putShort((short) puts.size());
      puts.forEach(put -> encodePut(body, put));
    }

    @Override
    public int longestAnswer() {
      return 10 + 8 * puts.size();
    }

    @Override
    public List<Long> decode(AnswerReader body) throws MalformedAnswerException {
      int count = body.count();
      if (count != puts.size()) {
        throw new MalformedAnswerException(count + " versions of " + puts.size() + " puts");
      }
      List<Long> versions = new ArrayList<>();
      Set<Long> different = new HashSet<>();
      for (Put put : puts) {
        long version = versionAfter(put, body);
        if (!different.add(version)) {
          throw new MalformedAnswerException("one version for two puts");
        }
        versions.add(version);
      }
      return List.copyOf(versions);
    }

    @Override
    public long expected(int index) throws MalformedAnswerException {
      if (index >= puts.size()) {
        throw new MalformedAnswerException("conflict of put " + index + " of " + puts.size());
      }
      return puts.get(index).expected();
    }
  }

  /// Removes a value; the answer says nothing more.
  record Delete(Bytes key, long expected) implements Request<Boolean> {
    @Override
    public byte operation() {
      return 4;
    }

    @Override
    public long length() {
      return 10L + key.length();
    }

    @Override
    public void encode(ByteBuffer body) {
      encodeKey(body, key);
      body.putLong(expected);
    }

    @Override
    public int longestAnswer() {
      return 10;
    }

    @Override
    public Boolean decode(AnswerReader body) {
      return true;
    }

    @Override
    public long expected(int index) throws MalformedAnswerException {
      return only(index, expected);
    }
  }

  /// Lists values.
  record Scan(Bytes prefix, Bytes after, int limit) implements Request<Page> {
    private static final int ENTRY_OVERHEAD = 14;

    @Override
    public byte operation() {
      return 5;
    }

    @Override
    public long length() {
      return 6L + prefix.length() + after.length();
    }

    @Override
    public void encode(ByteBuffer body) {
      encodeKey(body, prefix);
      encodeKey(body, after);
      body.putShort((short) limit);
    }

    @Override
    public int longestAnswer() {
      return 3 + StorageLimits.MAX_PAGE_BYTES + ENTRY_OVERHEAD * limit;
    }

    @Override
    public Page decode(AnswerReader body) throws MalformedAnswerException {
      boolean more = body.flag();
      int count = body.count();
      if (count > limit || (more && count == 0)) {
        throw new MalformedAnswerException("page of " + count + " entries");
      }
      List<Entry> entries = new ArrayList<>();
      Bytes last = after;
      for (int i = 0; i < count; i++) {
        Entry entry = new Entry(body.key(), body.version(), body.value());
        if (entry.key().compareTo(last) <= 0 || !entry.key().startsWith(prefix)) {
          throw new MalformedAnswerException("page with a key that doesn't belong there");
        }
        last = entry.key();
        entries.add(entry);
      }
      return new Page(entries, more);
    }

    @Override
    public long expected(int index) throws MalformedAnswerException {
      throw new MalformedAnswerException("a reader's conflict");
    }

    @Override
    public boolean isWrite() {
      return false;
    }
  }

  private static void encodeKey(ByteBuffer body, Bytes key) {
    body.putShort((short) key.length()).put(key.toByteArray());
  }

  private static void encodePut(ByteBuffer body, Put put) {
    encodeKey(body, put.key());
    body.putLong(put.expected()).putInt(put.value().length()).put(put.value().toByteArray());
  }

  private static long lengthOf(Put put) {
    return 14L + put.key().length() + put.value().length();
  }

  private static long versionAfter(Put put, AnswerReader body) throws MalformedAnswerException {
    long version = body.version();
    if (version <= put.expected()) {
      throw new MalformedAnswerException("version that doesn't grow");
    }
    return version;
  }

  private static long only(int index, long expected) throws MalformedAnswerException {
    if (index != 0) {
      throw new MalformedAnswerException("conflict of put " + index + " of 1");
    }
    return expected;
  }
}
