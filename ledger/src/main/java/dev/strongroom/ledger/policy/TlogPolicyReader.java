// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.policy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a policy line by line (C2SP tlog-policy, "Policy file syntax and structure"). Stricter
/// than its letter in one thing: names, keys and URLs have to be UTF-8, which it only recommends.
final class TlogPolicyReader {
  private static final int MAX_LENGTH = 1 << 20;

  /// Of each kind; the specification asks for 32.
  private static final int MAX_DEFINITIONS = 1024;

  private static final Pattern SPACE = Pattern.compile("[ \t]+");
  private static final Pattern THRESHOLD = Pattern.compile("[1-9][0-9]{0,3}");

  /// Logs sign as logs do, or as the cosigners of the newer kind.
  private static final Set<KeyType> LOG_KEYS =
      EnumSet.of(KeyType.ED25519, KeyType.COSIGNATURE_ML_DSA_44);

  private static final Set<KeyType> WITNESS_KEYS =
      EnumSet.of(KeyType.COSIGNATURE_ED25519, KeyType.COSIGNATURE_ML_DSA_44);

  private final List<TlogPolicy.Log> logs = new ArrayList<>();
  private final List<TlogPolicy.Witness> witnesses = new ArrayList<>();
  private final List<TlogPolicy.Group> groups = new ArrayList<>();
  private final Set<Bytes> logKeys = new HashSet<>();
  private final Set<Bytes> witnessKeys = new HashSet<>();
  private final Set<String> defined = new HashSet<>();
  private final Set<String> members = new HashSet<>();
  private @Nullable String quorum;
  private int line;

  TlogPolicy read(Bytes file) throws MalformedLedgerException {
    if (file.length() > MAX_LENGTH) {
      throw new MalformedLedgerException("a policy longer than a mebibyte");
    }
    // Octet by octet: what isn't ASCII is opaque.
    String octets = new String(file.toByteArray(), StandardCharsets.ISO_8859_1);
    if (!octets.isEmpty() && !octets.endsWith("\n")) {
      throw new MalformedLedgerException("the last line of the policy has no line feed");
    }
    for (String text : octets.split("\n", -1)) {
      line++;
      if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
        throw error("a control character");
      }
      List<String> words = words(text);
      if (!words.isEmpty() && !words.getFirst().startsWith("#")) {
        define(utf8(words));
      }
    }
    if (quorum == null) {
      throw new MalformedLedgerException("the policy has no quorum");
    }
    return new TlogPolicy(logs, witnesses, groups, quorum);
  }

  private static List<String> words(String text) {
    return SPACE.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }

  private List<String> utf8(List<String> words) throws MalformedLedgerException {
    List<String> read = new ArrayList<>();
    for (String word : words) {
      String text = Bytes.copyOf(word.getBytes(StandardCharsets.ISO_8859_1)).asUtf8();
      if (text == null) {
        throw error("a word that isn't UTF-8");
      }
      read.add(text);
    }
    return read;
  }

  private void define(List<String> words) throws MalformedLedgerException {
    switch (words.getFirst()) {
      case "log" -> log(words);
      case "witness" -> witness(words);
      case "group" -> group(words);
      case "quorum" -> quorum(words);
      default -> throw error("neither log, witness, group nor quorum");
    }
  }

  private void log(List<String> words) throws MalformedLedgerException {
    count(words, 2, 3);
    limit(logs);
    VerifierKey key = key(words.get(1), LOG_KEYS, "logs");
    if (!logKeys.add(key.publicKey())) {
      throw error("a log whose key stood before");
    }
    logs.add(new TlogPolicy.Log(key, optional(words, 2)));
  }

  private void witness(List<String> words) throws MalformedLedgerException {
    count(words, 3, 4);
    limit(witnesses);
    VerifierKey key = key(words.get(2), WITNESS_KEYS, "witnesses");
    if (!witnessKeys.add(key.publicKey())) {
      throw error("a witness whose key stood before");
    }
    name(words.get(1));
    witnesses.add(new TlogPolicy.Witness(words.get(1), key, optional(words, 3)));
  }

  private void group(List<String> words) throws MalformedLedgerException {
    count(words, 4, Integer.MAX_VALUE);
    limit(groups);
    List<String> names = words.subList(3, words.size());
    int threshold =
        switch (words.get(2)) {
          case "all" -> names.size();
          case "any" -> 1;
          case String number when THRESHOLD.matcher(number).matches() -> Integer.parseInt(number);
          default -> throw error("a threshold is all, any or a number from 1");
        };
    if (threshold > names.size()) {
      throw error("a threshold of " + threshold + " with " + names.size() + " members");
    }
    for (String member : names) {
      known(member);
      if (!members.add(member)) {
        throw error("\"" + member + "\" is a member already");
      }
    }
    name(words.get(1));
    groups.add(new TlogPolicy.Group(words.get(1), threshold, names));
  }

  private void quorum(List<String> words) throws MalformedLedgerException {
    count(words, 2, 2);
    if (quorum != null) {
      throw error("a second quorum");
    }
    if (!words.get(1).equals(TlogPolicy.NONE)) {
      known(words.get(1));
    }
    quorum = words.get(1);
  }

  private void count(List<String> words, int least, int most) throws MalformedLedgerException {
    if (words.size() < least || words.size() > most) {
      throw error(words.size() - 1 + " words behind \"" + words.getFirst() + "\"");
    }
  }

  private void limit(List<?> definitions) throws MalformedLedgerException {
    if (definitions.size() == MAX_DEFINITIONS) {
      throw error("more than " + MAX_DEFINITIONS + " of a kind");
    }
  }

  private void name(String name) throws MalformedLedgerException {
    if (name.equals(TlogPolicy.NONE)) {
      throw error("\"none\" can't be defined");
    }
    if (!defined.add(name)) {
      throw error("\"" + name + "\" is defined already");
    }
  }

  private void known(String name) throws MalformedLedgerException {
    if (!defined.contains(name)) {
      throw error("\"" + name + "\" isn't defined before");
    }
  }

  private VerifierKey key(String text, Set<KeyType> accepted, String who)
      throws MalformedLedgerException {
    VerifierKey key;
    try {
      key = VerifierKey.parse(text);
    } catch (MalformedLedgerException e) {
      throw error(e.getMessage());
    }
    if (!accepted.contains(key.type())) {
      throw error("a key whose type isn't one of " + who);
    }
    return key;
  }

  private static Optional<String> optional(List<String> words, int index) {
    return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
  }

  private MalformedLedgerException error(String problem) {
    return new MalformedLedgerException("line " + line + " of the policy: " + problem);
  }
}
