// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;

/// Shamir's scheme over GF(2^8), byte by byte, by Bouncy Castle. Share number `i` is the value of
/// the polynomials at `i`; numbers start at 1. It tells nobody that a share is wrong: who uses it
/// keeps digests of the shares.
public final class Shamir {
  private static final ShamirSecretSplitter.Algorithm FIELD = ShamirSecretSplitter.Algorithm.AES;

  private Shamir() {}

  /// Splits a secret.
  ///
  /// @return the shares in the order of their numbers, each as long as the secret; the caller wipes
  ///   them
  public static List<byte[]> split(byte[] secret, int threshold, int count, SecureRandom random) {
    try {
      List<byte[]> shares = new ArrayList<>();
      for (ShamirSplitSecretShare share :
          ShamirSecretSplitter.getInstance(FIELD, secret.length, random)
              .resplit(secret, threshold, count)
              .getSecretShares()) {
        shares.add(share.getEncoded());
      }
      return shares;
    } catch (IOException e) {
      throw new IllegalStateException("shares in memory can't fail to be read", e);
    }
  }

  /// Combines shares. Of too few or of wrong ones comes a wrong secret, without a word.
  ///
  /// @param shares by number, exactly as many as the threshold
  /// @return the caller's to wipe
  public static byte[] combine(SortedMap<Integer, byte[]> shares) {
    ShamirSplitSecretShare[] parts = new ShamirSplitSecretShare[shares.size()];
    int next = 0;
    for (Map.Entry<Integer, byte[]> share : shares.entrySet()) {
      parts[next++] = new ShamirSplitSecretShare(share.getValue(), share.getKey());
    }
    try {
      return ShamirSplitSecret.getInstance(FIELD, parts).getSecret();
    } catch (IOException e) {
      throw new IllegalStateException("shares in memory can't fail to be read", e);
    }
  }
}
