// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One device's answer to a question for its measurements: request and response of SPDM 1.1 (DMTF
/// DSP0274, 10.11, GET_MEASUREMENTS and MEASUREMENTS), as NVIDIA's driver hands them out together.
/// Nothing in it is verified.
///
/// @param encoded the whole report
/// @param signed what the signature is over: request and response without their last 96 bytes
/// @param nonce the requester's, 32 bytes
/// @param slot of the certificate chain whose key signs, 0 to 7
/// @param responseNonce the device's, 32 bytes
/// @param blocks the measurements by index from 1, 48 bytes each, unmodifiable
/// @param opaque what the device says of itself besides
/// @param signature `r || s`, 96 bytes
/// @param surplus bytes that follow the signature and mean nothing: 0 or 1
public record SpdmReport(
    Bytes encoded,
    Bytes signed,
    Bytes nonce,
    int slot,
    Bytes responseNonce,
    SortedMap<Integer, Bytes> blocks,
    OpaqueData opaque,
    Bytes signature,
    int surplus) {

  /// No report is longer; genuine ones have about 4 KiB.
  public static final int MAX_LENGTH = 32 * 1024;

  /// Bytes of a nonce.
  public static final int NONCE_LENGTH = 32;

  /// Bytes of a measurement, a SHA-384.
  public static final int MEASUREMENT_LENGTH = 48;

  private static final int VERSION = 0x11;
  private static final int GET_MEASUREMENTS = 0xe0;
  private static final int MEASUREMENTS = 0x60;
  private static final int SIGNATURE_REQUESTED = 0x01;
  private static final int ALL_MEASUREMENTS = 0xff;
  private static final int DMTF = 1;
  private static final int SIGNATURE_LENGTH = 96;
  private static final int MAX_OPAQUE = 1024;

  /// A request for all measurements, signed: how a report starts.
  static final Bytes START = Bytes.fromHex("11e001ff");

  /// Copies the measurements.
  public SpdmReport {
    blocks = Collections.unmodifiableSortedMap(new TreeMap<>(blocks));
  }

  /// Parses a report. A single byte after the signature is accepted and told: one of the public
  /// tools writes its buffer one byte too long. It isn't signed, and nothing reads it.
  ///
  /// @throws MalformedEvidenceException if it breaks the strict layout
  public static SpdmReport parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw SpdmCursor.error(
          "spdm.too-large", MAX_LENGTH, "report longer than " + MAX_LENGTH + " bytes");
    }
    SpdmCursor cursor = new SpdmCursor(encoded, 0);
    cursor.only(VERSION, "spdm.version", "the request's SPDM version");
    cursor.only(GET_MEASUREMENTS, "spdm.code", "the request's code");
    cursor.only(SIGNATURE_REQUESTED, "spdm.request", "the request's first parameter");
    cursor.only(ALL_MEASUREMENTS, "spdm.request", "the request's second parameter");
    Bytes nonce = cursor.bytes(NONCE_LENGTH);
    int slotAt = cursor.offset();
    int slot = cursor.u8();
    if (slot > 7) {
      throw SpdmCursor.error("spdm.slot", slotAt, "slot " + slot + " isn't 0 to 7");
    }
    cursor.only(VERSION, "spdm.version", "the response's SPDM version");
    cursor.only(MEASUREMENTS, "spdm.code", "the response's code");
    cursor.only(0, "spdm.response", "the response's first parameter");
    cursor.only(slot, "spdm.slot", "the response's slot");
    SortedMap<Integer, Bytes> blocks = blocks(cursor);
    Bytes responseNonce = cursor.bytes(NONCE_LENGTH);
    int lengthAt = cursor.offset();
    int length = cursor.u16();
    if (length > MAX_OPAQUE) {
      throw SpdmCursor.error(
          "spdm.opaque-length", lengthAt, "more than " + MAX_OPAQUE + " bytes of opaque data");
    }
    int opaqueAt = cursor.offset();
    OpaqueData opaque = OpaqueData.parse(cursor.bytes(length), opaqueAt);
    int signedLength = cursor.offset();
    Bytes signature = cursor.bytes(SIGNATURE_LENGTH);
    if (cursor.left() > 1) {
      throw SpdmCursor.error(
          "spdm.trailing-bytes", cursor.offset(), cursor.left() + " bytes after the signature");
    }
    return new SpdmReport(
        encoded,
        encoded.slice(0, signedLength),
        nonce,
        slot,
        responseNonce,
        blocks,
        opaque,
        signature,
        cursor.left());
  }

  private static SortedMap<Integer, Bytes> blocks(SpdmCursor cursor)
      throws MalformedEvidenceException {
    int countAt = cursor.offset();
    int count = cursor.u8();
    if (count == 0) {
      throw SpdmCursor.error("spdm.no-blocks", countAt, "no measurements");
    }
    int length = cursor.u24();
    int start = cursor.offset();
    SortedMap<Integer, Bytes> blocks = new TreeMap<>();
    for (int i = 1; i <= count; i++) {
      int at = cursor.offset();
      // Genuine reports number them 1, 2, 3 …, which is what reference values count on.
      cursor.only(i, "spdm.block-index", "a measurement's index");
      cursor.only(DMTF, "spdm.block-specification", "a measurement's specification");
      int size = cursor.u16();
      int type = cursor.u8();
      int valueLength = cursor.u16();
      if (size != MEASUREMENT_LENGTH + 3 || valueLength != MEASUREMENT_LENGTH) {
        throw SpdmCursor.error("spdm.block-size", at, "a measurement that isn't 48 bytes");
      }
      // Bit 7 says that the value isn't a digest, bits 4 to 6 are reserved.
      if (type > 0x0f) {
        throw SpdmCursor.error("spdm.block-type", at, "measurement of type " + type);
      }
      blocks.put(i, cursor.bytes(valueLength));
    }
    if (cursor.offset() - start != length) {
      throw SpdmCursor.error(
          "spdm.record-length",
          countAt + 1,
          "measurements of " + (cursor.offset() - start) + " bytes, announced as " + length);
    }
    return blocks;
  }
}
