// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.eventlog;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the TCG's crypto-agile log (PC Client platform firmware profile, 10.2) as firmware of
/// trust domains leaves it (UEFI 2.10, 38.4.1): registers 1 to 4 are RTMR0 to RTMR3, and what
/// follows the last event is all ones or all zeros.
final class CcelReader {
  private static final long NO_ACTION = 3;
  private static final int SHA384_ID = 0x000c;
  private static final int MAX_ALGORITHMS = 8;
  private static final int MAX_DIGEST = 64;
  private static final long UNUSED = 0xffffffffL;
  private static final Bytes SPEC_ID = Bytes.utf8("Spec ID Event03\0");

  private final Bytes input;
  private int position;

  CcelReader(Bytes input) {
    this.input = input;
  }

  EventLog read() throws MalformedEventLogException {
    Map<Integer, Integer> digests = head();
    List<Event> events = new ArrayList<>();
    while (!ended()) {
      int start = position;
      long register = u32();
      long type = u32();
      Bytes digest = digest(digests);
      Bytes payload = take(u32());
      if (type == NO_ACTION) {
        continue;
      }
      if (register < 1 || register > EventLog.REGISTERS) {
        throw malformed("event-log.register", start, "an event of register " + register);
      }
      if (events.size() == EventLog.MAX_EVENTS) {
        throw malformed("event-log.too-many", start, "more than " + EventLog.MAX_EVENTS);
      }
      events.add(new Event((int) register - 1, type, "", digest, payload));
    }
    return new EventLog(events);
  }

  /// The first event is in the old form, and says how long digests are.
  ///
  /// @return bytes of digests by algorithm
  private Map<Integer, Integer> head() throws MalformedEventLogException {
    u32();
    long type = u32();
    take(20);
    int from = position + 4;
    Bytes described = take(u32());
    if (type != NO_ACTION || described.length() < 28 || !described.startsWith(SPEC_ID)) {
      throw malformed("event-log.head", from, "not a log in the crypto-agile form");
    }
    CcelReader reader = new CcelReader(described);
    reader.take(24);
    long count = reader.u32();
    if (count < 1 || count > MAX_ALGORITHMS) {
      throw malformed("event-log.head", from, count + " algorithms");
    }
    Map<Integer, Integer> digests = new HashMap<>();
    for (long i = 0; i < count; i++) {
      int algorithm = reader.u16();
      int length = reader.u16();
      if (length > MAX_DIGEST || digests.put(algorithm, length) != null) {
        throw malformed("event-log.head", from, "an algorithm twice, or a digest too long");
      }
    }
    if (!Integer.valueOf(Sha384.LENGTH).equals(digests.get(SHA384_ID))) {
      throw malformed("event-log.head", from, "a log without SHA-384");
    }
    return digests;
  }

  private Bytes digest(Map<Integer, Integer> digests) throws MalformedEventLogException {
    int start = position;
    long count = u32();
    if (count != digests.size()) {
      throw malformed("event-log.digests", start, count + " digests");
    }
    Bytes found = Bytes.EMPTY;
    for (long i = 0; i < count; i++) {
      int algorithm = u16();
      Integer length = digests.get(algorithm);
      if (length == null) {
        throw malformed("event-log.digests", start, "a digest of algorithm " + algorithm);
      }
      Bytes digest = take(length);
      if (algorithm == SHA384_ID) {
        found = digest;
      }
    }
    if (found.isEmpty()) {
      throw malformed("event-log.digests", start, "an event without SHA-384");
    }
    return found;
  }

  /// Whether only unused room follows.
  private boolean ended() throws MalformedEventLogException {
    if (position == input.length()) {
      return true;
    }
    Bytes rest = input.slice(position, input.length());
    if (rest.length() < 8) {
      return filled(rest, 0xff) || rest.isAllZero();
    }
    boolean ones = u32At(position) == UNUSED;
    boolean zeros = u32At(position) == 0 && u32At(position + 4) == 0;
    if (!ones && !zeros) {
      return false;
    }
    if (ones ? !filled(rest, 0xff) : !rest.isAllZero()) {
      throw malformed("event-log.trailing-bytes", position, "something follows the last event");
    }
    return true;
  }

  private static boolean filled(Bytes bytes, int value) {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.at(i) != value) {
        return false;
      }
    }
    return true;
  }

  private Bytes take(long count) throws MalformedEventLogException {
    if (count > input.length() - position) {
      throw malformed(
          "event-log.truncated", position, "a field of " + count + " bytes isn't there");
    }
    Bytes taken = input.slice(position, position + (int) count);
    position += (int) count;
    return taken;
  }

  private int u16() throws MalformedEventLogException {
    Bytes two = take(2);
    return two.at(0) | (two.at(1) << 8);
  }

  private long u32() throws MalformedEventLogException {
    take(4);
    return u32At(position - 4);
  }

  private long u32At(int at) {
    return input.at(at)
        | (input.at(at + 1) << 8)
        | (input.at(at + 2) << 16)
        | ((long) input.at(at + 3) << 24);
  }

  private static MalformedEventLogException malformed(String code, int at, String message) {
    return new MalformedEventLogException(code, at, message);
  }
}
