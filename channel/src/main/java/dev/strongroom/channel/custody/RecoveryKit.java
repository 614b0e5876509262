// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A vault's key for the day on which there is no vault: encrypted under a recovery key of 32 bytes
/// that exists in shares only, by Shamir's scheme. Public; whoever has it needs the shares of as
/// many guardians as the threshold says.
///
/// Who holds what: the owner keeps the kit, and prints the shares that are encrypted to nobody.
/// Guardians keep their private key; their shares are in the kit. The vault keeps nothing: neither
/// its operator nor the host can recover a key by a kit.
///
/// Recovery key and nonce are used once, for AES-256-GCM with the header as additional data.
///
/// @param header what is said of it
/// @param shares by HPKE to the guardians, in their order; empty for those that the owner prints
/// @param sealed the encoding of a [KeySecret] under the recovery key
public record RecoveryKit(RecoveryHeader header, List<Optional<Bytes>> shares, Bytes sealed) {
  private static final Bytes INFO = Bytes.utf8("strongroom recovery share v1");
  private static final int SEALED_SHARE = EncryptionKey.OVERHEAD + RecoveryHeader.SHARE;
  private static final int TAG = 16;
  private static final int MOST = 256;

  /// Checks that there are shares for those who have a key, and only for them.
  public RecoveryKit {
    shares = List.copyOf(shares);
    boolean right =
        shares.size() == header.guardians().size()
            && sealed.length() > TAG
            && sealed.length() < MOST;
    for (int i = 0; right && i < shares.size(); i++) {
      right =
          shares.get(i).isPresent() == header.guardians().get(i).encryptionKey().isPresent()
              && shares.get(i).map(Bytes::length).orElse(SEALED_SHARE) == SEALED_SHARE;
    }
    if (!right) {
      throw new IllegalArgumentException("not a recovery kit");
    }
  }

  /// A kit that was just made.
  ///
  /// @param kit to be kept
  /// @param printed the shares of guardians without a key; the caller's to close
  public record Made(RecoveryKit kit, List<RecoveryShare> printed) {
    /// Copies the list.
    public Made {
      printed = List.copyOf(printed);
    }
  }

  /// Makes a kit. The recovery key and the shares that are in the kit are gone when this returns.
  ///
  /// @param threshold how many shares it takes, at least 2
  /// @throws IllegalArgumentException if these guardians can't be: see [RecoveryHeader]; or nothing
  ///   can be encrypted to a key of theirs
  public static Made make(
      String keyId,
      KeySecret secret,
      int threshold,
      List<Guardian> guardians,
      SecureRandom random) {
    KeyLabel label = KeyLabel.of(keyId, secret);
    byte[] id = new byte[RecoveryHeader.ID];
    random.nextBytes(id);
    // Judged before anything secret is made.
    List<Bytes> none = guardians.stream().map(guardian -> Bytes.zeros(32)).toList();
    Bytes kitId = Bytes.copyOf(id);
    RecoveryHeader unset = new RecoveryHeader(label, kitId, threshold, guardians, none);
    byte[] key = new byte[RecoveryHeader.SHARE];
    random.nextBytes(key);
    List<byte[]> values = Shamir.split(key, threshold, guardians.size(), random);
    byte[] encoded = secret.encoded();
    try {
      List<Bytes> digests =
          IntStream.rangeClosed(1, values.size())
              .mapToObj(index -> RecoveryHeader.digest(kitId, index, values.get(index - 1)))
              .toList();
      RecoveryHeader header =
          new RecoveryHeader(label, kitId, threshold, unset.guardians(), digests);
      Bytes sealed = Bytes.copyOf(cipher(Cipher.ENCRYPT_MODE, key, header).doFinal(encoded));
      return distributed(header, values, sealed, random);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime can't do AES-256-GCM", e);
    } finally {
      values.forEach(value -> Arrays.fill(value, (byte) 0));
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
  }

  private static Made distributed(
      RecoveryHeader header, List<byte[]> values, Bytes sealed, SecureRandom random) {
    List<Optional<Bytes>> shares = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      byte[] value = values.get(i);
      int index = i + 1;
      shares.add(
          header
              .guardians()
              .get(i)
              .encryptionKey()
              .map(to -> EncryptionKey.seal(to, INFO, context(header, index), value, random)));
    }
    // Last, because encrypting can fail.
    List<RecoveryShare> printed = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (shares.get(i).isEmpty()) {
        printed.add(RecoveryShare.owning(header.id(), i + 1, values.get(i).clone()));
      }
    }
    return new Made(new RecoveryKit(header, shares, sealed), printed);
  }

  /// Decrypts the share of a guardian.
  ///
  /// @param key the guardian's
  /// @return the caller's to close
  /// @throws UnopenableException if the kit has no share for this key, or was changed
  public RecoveryShare open(EncryptionKey key) throws UnopenableException {
    for (int i = 0; i < shares.size(); i++) {
      if (header.guardians().get(i).encryptionKey().equals(Optional.of(key.publicKey()))) {
        byte[] value = key.open(INFO, context(header, i + 1), shares.get(i).orElseThrow());
        if (!header.holds(i + 1, value)) {
          Arrays.fill(value, (byte) 0);
          throw new UnopenableException("the share isn't the one that the kit names");
        }
        return RecoveryShare.owning(header.id(), i + 1, value);
      }
    }
    throw new UnopenableException("the kit has no share for this key");
  }

  /// Recovers the key.
  ///
  /// @param given at least as many as the threshold; they stay the caller's
  /// @return the caller's to close
  /// @throws RecoveryRefusedException if it isn't to be had by these shares
  public KeySecret restore(List<RecoveryShare> given) throws RecoveryRefusedException {
    SortedMap<Integer, byte[]> values = new TreeMap<>();
    try {
      Set<Integer> seen = new HashSet<>();
      for (RecoveryShare share : given) {
        byte[] value = judged(share, seen);
        if (values.size() < header.threshold()) {
          values.put(share.index(), value);
        } else {
          Arrays.fill(value, (byte) 0);
        }
      }
      if (values.size() < header.threshold()) {
        throw new RecoveryRefusedException(
            RecoveryRefusal.TOO_FEW_SHARES,
            values.size() + " shares of the " + header.threshold() + " that it takes");
      }
      byte[] key = Shamir.combine(values);
      try {
        return opened(key);
      } finally {
        Arrays.fill(key, (byte) 0);
      }
    } finally {
      values.values().forEach(value -> Arrays.fill(value, (byte) 0));
    }
  }

  private byte[] judged(RecoveryShare share, Set<Integer> seen) throws RecoveryRefusedException {
    if (!share.kit().equals(header.id())) {
      throw new RecoveryRefusedException(
          RecoveryRefusal.OTHER_KIT, "share " + share.index() + " is of another kit");
    }
    if (!seen.add(share.index())) {
      throw new RecoveryRefusedException(
          RecoveryRefusal.DUPLICATE_SHARE, "share " + share.index() + " is there twice");
    }
    byte[] value = share.value();
    if (!header.holds(share.index(), value)) {
      Arrays.fill(value, (byte) 0);
      throw new RecoveryRefusedException(
          RecoveryRefusal.WRONG_SHARE, "share " + share.index() + " isn't the one of this kit");
    }
    return value;
  }

  private KeySecret opened(byte[] key) throws RecoveryRefusedException {
    byte[] encoded = new byte[0];
    try {
      encoded = cipher(Cipher.DECRYPT_MODE, key, header).doFinal(sealed.toByteArray());
      KeySecret secret = KeySecret.parse(encoded);
      if (header.label().names(secret)) {
        return secret;
      }
      secret.close();
      throw new RecoveryRefusedException(
          RecoveryRefusal.CHANGED, "the key isn't the one that the kit names");
    } catch (AEADBadTagException | MalformedCustodyException e) {
      throw new RecoveryRefusedException(RecoveryRefusal.CHANGED, "the kit was changed");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime can't do AES-256-GCM", e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static Cipher cipher(int mode, byte[] key, RecoveryHeader header)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    // The key is used once, so the nonce can be constant.
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG, new byte[12]));
    cipher.updateAAD(header.encoded().toByteArray());
    return cipher;
  }

  private static Bytes context(RecoveryHeader header, int index) {
    byte[] rest = header.encoded().toByteArray();
    byte[] all = new byte[1 + rest.length];
    all[0] = (byte) index;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return Bytes.copyOf(all);
  }

  /// As JSON: see [RecoveryKitText].
  public String json() {
    return RecoveryKitText.write(this);
  }
}
