// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.derivation.Addresses;
import dev.strongroom.chain.derivation.UnderivableException;
import dev.strongroom.chain.derivation.WalletAccount;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.channel.custody.Mnemonic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a secret is to the world, derived from it here, to compare with what a vault said of its
/// key.
///
/// @param key an object as the vault's entries have it: `type`, `accounts` and, of a key that is
///   one, `publicKey`
record KitAccounts(JsonNode key) {

  /// Derives them. Words and seed are wiped.
  static KitAccounts of(KeySecret secret) throws UsageException {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", secret.kind().code());
    secret.publicKeys().forEach((_, value) -> members.put("publicKey", value.hex()));
    members.put(
        "accounts",
        switch (secret.kind()) {
          case SECP256K1 -> single(Curve.SECP256K1, secret);
          case ED25519 -> single(Curve.ED25519, secret);
          case P256 -> single(Curve.P256, secret);
          case SEED -> secret.use(KitAccounts::wallet);
          case X25519, HMAC -> List.of();
        });
    return new KitAccounts(new JsonNode(members, "the kit"));
  }

  private static List<Object> single(Curve curve, KeySecret secret) {
    Bytes encoded = secret.publicKeys().getOrDefault(secret.kind().code(), Bytes.EMPTY);
    PublicKey key = new PublicKey(curve, encoded);
    return List.of(account("", key, Addresses.of(key)));
  }

  private static List<Object> wallet(byte[] entropy) throws UsageException {
    byte[] words = Mnemonic.words(entropy);
    byte[] seed = Mnemonic.seed(words, new byte[0]);
    List<Object> accounts = new ArrayList<>();
    try {
      for (WalletAccount account : WalletAccount.values()) {
        PublicKey key = account.publicKey(seed);
        accounts.add(account(account.path().toString(), key, account.addresses(key)));
      }
      return accounts;
    } catch (UnderivableException e) {
      throw new UsageException("the kit's seed has no such account: " + e.getMessage());
    } finally {
      Arrays.fill(words, (byte) 0);
      Arrays.fill(seed, (byte) 0);
    }
  }

  private static Map<String, Object> account(
      String path, PublicKey key, SortedMap<String, String> addresses) {
    return Map.of(
        "path",
        path,
        "curve",
        key.curve().code(),
        "publicKey",
        key.encoded().hex(),
        "addresses",
        addresses);
  }

  /// Whether a vault's word says anything of its key that a kit's can be compared with: of HMAC
  /// there is nothing.
  static boolean isComparable(JsonNode known) throws MalformedJsonException {
    return known.optional("publicKey").isPresent() || !accounts(known).isEmpty();
  }

  /// In which ways the vault's key isn't this one; empty if it is.
  ///
  /// @param known the vault's word: an entry of a birth or a rotation, or its answer
  List<String> differences(JsonNode known) throws MalformedJsonException {
    List<String> found = new ArrayList<>();
    for (String name : List.of("type", "publicKey")) {
      // Rotations don't repeat the type, and not every answer has the key beside the account.
      if (known.optional(name).isPresent()) {
        compare(name, texts(key, name), texts(known, name), found);
      }
    }
    SortedMap<String, JsonNode> mine = accounts(key);
    SortedMap<String, JsonNode> theirs = accounts(known);
    TreeSet<String> paths = new TreeSet<>(mine.keySet());
    paths.addAll(theirs.keySet());
    for (String path : paths) {
      compare(
          path.isEmpty() ? "account" : "account " + path,
          texts(mine, path),
          texts(theirs, path),
          found);
    }
    return List.copyOf(found);
  }

  private static SortedMap<String, JsonNode> accounts(JsonNode of) throws MalformedJsonException {
    SortedMap<String, JsonNode> accounts = new TreeMap<>();
    for (JsonNode account : KeyText.items(of.member("accounts"))) {
      accounts.put(account.member("path").anyText(), account);
    }
    return accounts;
  }

  private static SortedMap<String, String> texts(JsonNode of, String name)
      throws MalformedJsonException {
    Optional<JsonNode> value = of.optional(name);
    return value.isEmpty() ? new TreeMap<>() : new TreeMap<>(Map.of("", value.get().text()));
  }

  /// All that is said of an account, by name.
  private static SortedMap<String, String> texts(SortedMap<String, JsonNode> accounts, String path)
      throws MalformedJsonException {
    SortedMap<String, String> texts = new TreeMap<>();
    JsonNode account = accounts.get(path);
    if (account != null) {
      texts.put(" curve", account.member("curve").text());
      texts.put(" public key", account.member("publicKey").text());
      JsonNode addresses = account.member("addresses");
      for (String chain : addresses.names()) {
        texts.put(" " + chain, addresses.member(chain).text());
      }
    }
    return texts;
  }

  private static void compare(
      String what,
      SortedMap<String, String> mine,
      SortedMap<String, String> theirs,
      List<String> found) {
    TreeSet<String> names = new TreeSet<>(mine.keySet());
    names.addAll(theirs.keySet());
    for (String name : names) {
      String own = mine.getOrDefault(name, "nothing");
      String other = theirs.getOrDefault(name, "nothing");
      if (!own.equals(other)) {
        found.add(what + name + ": " + own + " in the kit, " + other + " in the vault");
      }
    }
  }
}
