// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.tpm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a TPM signs when it is asked for a quote: TPMS_ATTEST with TPMS_QUOTE_INFO (TPM 2.0
/// Library, part 2, 10.12.8 and 10.12.4). Nothing in it is verified. All numbers are big endian.
///
/// @param encoded all of it: what the signature is over
/// @param extraData the caller's
/// @param resets how often the TPM was reset
/// @param selections which registers the digest is of
/// @param pcrDigest over the values of the registers
public record TpmQuote(
    Bytes encoded, Bytes extraData, long resets, List<Selection> selections, Bytes pcrDigest) {
  /// TPM_ALG_SHA256.
  public static final int SHA256 = 0x000b;

  private static final long MAGIC = 0xff544347L;
  private static final int QUOTE = 0x8018;
  private static final int MAX_LENGTH = 1024;
  private static final int MAX_BANKS = 4;
  private static final int MAX_MAP = 4;
  private static final int MAX_DATA = 64;
  private static final int MAX_NAME = 68;

  /// Registers of one bank.
  ///
  /// @param hash the bank's TPM_ALG_ID
  /// @param registers their numbers
  public record Selection(int hash, SortedSet<Integer> registers) {
    /// Copies the set.
    public Selection {
      registers = Collections.unmodifiableSortedSet(new TreeSet<>(registers));
    }
  }

  /// Copies the list.
  public TpmQuote {
    selections = List.copyOf(selections);
  }

  /// Reads a quote.
  ///
  /// @throws MalformedEvidenceException if it isn't exactly one; offsets count from its start
  public static TpmQuote parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException("tpm.length", MAX_LENGTH, "quote that is too long");
    }
    return new Reading(encoded).quote();
  }

  /// One quote while it is read.
  private static final class Reading {
    private final Bytes input;
    private int at;

    Reading(Bytes input) {
      this.input = input;
    }

    TpmQuote quote() throws MalformedEvidenceException {
      if (number(4) != MAGIC) {
        throw new MalformedEvidenceException("tpm.magic", 0, "nothing that a TPM made itself");
      }
      if (number(2) != QUOTE) {
        throw new MalformedEvidenceException("tpm.type", 4, "something else than a quote");
      }
      sized(MAX_NAME);
      Bytes extraData = sized(MAX_DATA);
      // TPMS_CLOCK_INFO: clock, resets, restarts, whether it is safe; then the firmware's version.
      bytes(8);
      long resets = number(4);
      bytes(4 + 1 + 8);
      List<Selection> selections = selections();
      Bytes digest = sized(MAX_DATA);
      if (at != input.length()) {
        throw new MalformedEvidenceException("tpm.trailing-bytes", at, "bytes after the quote");
      }
      return new TpmQuote(input, extraData, resets, selections, digest);
    }

    private List<Selection> selections() throws MalformedEvidenceException {
      int start = at;
      long count = number(4);
      if (count < 1 || count > MAX_BANKS) {
        throw new MalformedEvidenceException("tpm.selection", start, count + " banks");
      }
      List<Selection> selections = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int hash = (int) number(2);
        int mapAt = at;
        int length = (int) number(1);
        if (length < 1 || length > MAX_MAP) {
          throw new MalformedEvidenceException(
              "tpm.selection", mapAt, "map of " + length + " bytes");
        }
        Bytes map = bytes(length);
        SortedSet<Integer> registers = new TreeSet<>();
        for (int register = 0; register < 8 * length; register++) {
          if (((map.at(register / 8) >>> (register % 8)) & 1) == 1) {
            registers.add(register);
          }
        }
        selections.add(new Selection(hash, registers));
      }
      return selections;
    }

    private Bytes sized(int most) throws MalformedEvidenceException {
      int start = at;
      int length = (int) number(2);
      if (length > most) {
        throw new MalformedEvidenceException("tpm.length", start, "buffer of " + length + " bytes");
      }
      return bytes(length);
    }

    private long number(int width) throws MalformedEvidenceException {
      Bytes bytes = bytes(width);
      long value = 0;
      for (int i = 0; i < width; i++) {
        value = (value << 8) | bytes.at(i);
      }
      return value;
    }

    private Bytes bytes(int length) throws MalformedEvidenceException {
      if (length > input.length() - at) {
        throw new MalformedEvidenceException("tpm.truncated", at, "quote that ends early");
      }
      at += length;
      return input.slice(at - length, at);
    }
  }
}
