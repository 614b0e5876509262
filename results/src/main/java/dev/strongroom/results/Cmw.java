// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;
import java.util.OptionalInt;

/// A message of remote attestation in an envelope that says what it is (CMW, RFC 9999, 3).
///
/// @param type a media type or a CoAP content format
/// @param value the message
/// @param indicator which conceptual messages it may be: bits of [#EVIDENCE] and so on; none where
///   the envelope says nothing
public record Cmw(Type type, Bytes value, OptionalInt indicator) {

  /// Bits of an indicator (RFC 9999, 3.1).
  public static final int REFERENCE_VALUES = 1 << 0,
      ENDORSEMENTS = 1 << 1,
      EVIDENCE = 1 << 2,
      RESULTS = 1 << 3,
      APPRAISAL_POLICY = 1 << 4;

  /// Results as JWT (RFC 9782, 6.1).
  public static final Type EAT_JWT = new MediaType("application/eat+jwt");

  /// Results as CWT (RFC 9782, 6.1).
  public static final Type EAT_CWT = new MediaType("application/eat+cwt");

  /// The largest content format that has a CBOR tag (RFC 9277, 4.3).
  static final int LARGEST_FORMAT = 65024;

  private static final int LONGEST_TYPE = 255;
  private static final int ALL_BITS = 31;

  /// What a message is.
  public sealed interface Type {}

  /// By name.
  ///
  /// @param name as RFC 6838 wants it, with parameters where it has some
  public record MediaType(String name) implements Type {
    /// Checks the form.
    public MediaType {
      if (name.length() > LONGEST_TYPE
          || !name.matches("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+( ?;[\\x20-\\x7e]+)?")) {
        throw new IllegalArgumentException("not a media type");
      }
    }
  }

  /// By number (RFC 7252, 12.3).
  ///
  /// @param number 0 to 65535
  public record ContentFormat(int number) implements Type {
    /// Checks the range.
    public ContentFormat {
      if (number < 0 || number > 65535) {
        throw new IllegalArgumentException("not a content format");
      }
    }

    /// The tag that stands for it (RFC 9277, appendix B); empty where none is assigned.
    public Optional<Long> tag() {
      return number > LARGEST_FORMAT
          ? Optional.empty()
          : Optional.of(0x63740101L + (number / 255) * 256L + number % 255);
    }

    /// The content format that a tag stands for.
    static Optional<ContentFormat> ofTag(long tag) {
      long high = (tag - 0x63740101L) / 256;
      long low = (tag - 0x63740101L) % 256;
      return tag < 0x63740101L || low == 255 || high * 255 + low > LARGEST_FORMAT
          ? Optional.empty()
          : Optional.of(new ContentFormat((int) (high * 255 + low)));
    }
  }

  /// Checks value and indicator.
  public Cmw {
    if (value.isEmpty()
        || (indicator.isPresent()
            && (indicator.getAsInt() < 1 || indicator.getAsInt() > ALL_BITS))) {
      throw new IllegalArgumentException("an empty message, or an indicator that isn't known");
    }
  }
}
