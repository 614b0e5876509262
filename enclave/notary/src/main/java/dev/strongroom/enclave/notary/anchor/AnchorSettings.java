// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.recovery.Generation;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the notary's settings say of anchors (`docs/notary.md`, section 2).
///
/// @param dynamoDb a row that only grows
/// @param authorities of time stamps, at most 4
/// @param beacon whose values go into new entries
public record AnchorSettings(
    Optional<DynamoDb> dynamoDb, List<Rfc3161> authorities, Optional<Beacon> beacon) {
  /// No anchors.
  public static final AnchorSettings NONE =
      new AnchorSettings(Optional.empty(), List.of(), Optional.empty());

  private static final int MOST_AUTHORITIES = 4;
  private static final int MOST_PINS = 8;
  private static final int LONGEST_KEY = 512;
  private static final int PIN = 32;
  private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[1-9]");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final Pattern CHAIN = Pattern.compile("[0-9a-f]{64}");

  /// A row of a table.
  ///
  /// @param table its name
  /// @param region of AWS
  /// @param key the value of the partition key `log`
  /// @param endpoint where the region's API is
  /// @param every how often a row is written at most; not used if it is required
  /// @param required whether receipts wait for it
  public record DynamoDb(
      String table, String region, String key, URI endpoint, Duration every, boolean required) {
    private DynamoDb named(String other) {
      return new DynamoDb(table, region, other, endpoint, every, required);
    }
  }

  /// An authority of time stamps.
  ///
  /// @param name for people
  /// @param url that requests are posted to
  /// @param pins SHA-256 of certificates, one of which its certificate is or leads to
  /// @param every how often a checkpoint is stamped; not used if it is required
  /// @param required whether receipts wait for it
  public record Rfc3161(String name, URI url, Set<Bytes> pins, Duration every, boolean required) {
    /// Copies the set.
    public Rfc3161 {
      pins = Set.copyOf(pins);
    }
  }

  /// A chain of drand's.
  ///
  /// @param url of an HTTP relay, without a slash at the end
  /// @param chain the chain's hash, hexadecimal
  /// @param genesis when round 1 came out
  /// @param period between two rounds
  /// @param every how often the latest round is asked for
  /// @param oldest how old a round may be that goes into entries
  /// @param required whether nothing is entered without one
  public record Beacon(
      URI url,
      String chain,
      Instant genesis,
      Duration period,
      Duration every,
      Duration oldest,
      boolean required) {}

  /// Copies the list.
  public AnchorSettings {
    authorities = List.copyOf(authorities);
  }

  /// Reads settings.
  ///
  /// @param origin of the log
  /// @throws MalformedJsonException if they aren't any; says where and why
  public static AnchorSettings parse(JsonNode node, String origin) throws MalformedJsonException {
    node.onlyMembers(Set.of("dynamodb", "rfc3161", "beacon"));
    Optional<JsonNode> row = node.optional("dynamodb");
    Optional<JsonNode> beacon = node.optional("beacon");
    return new AnchorSettings(
        row.isPresent() ? Optional.of(dynamoDb(row.get(), origin)) : Optional.empty(),
        authorities(node.optional("rfc3161")),
        beacon.isPresent() ? Optional.of(beacon(beacon.get())) : Optional.empty());
  }

  /// The same for a later generation of the log: its rows are other ones.
  public AnchorSettings of(Generation generation) {
    return generation.number() == 0
        ? this
        : new AnchorSettings(
            dynamoDb.map(row -> row.named(row.key() + "/recovered/" + generation.number())),
            authorities,
            beacon);
  }

  private static DynamoDb dynamoDb(JsonNode node, String origin) throws MalformedJsonException {
    node.onlyMembers(Set.of("table", "region", "key", "endpoint", "every", "required"));
    String region = AnchorFields.matching(node.member("region"), REGION, "a region of AWS");
    Optional<JsonNode> key = node.optional("key");
    if (key.isPresent() && key.get().text().length() > LONGEST_KEY) {
      throw key.get().error("at most " + LONGEST_KEY + " characters");
    }
    Optional<JsonNode> endpoint = node.optional("endpoint");
    boolean required = AnchorFields.required(node);
    return new DynamoDb(
        AnchorFields.matching(node.member("table"), TABLE, "a table's name"),
        region,
        key.isPresent() ? key.get().text() : origin,
        endpoint.isPresent()
            ? AnchorFields.url(endpoint.get())
            : URI.create("https://dynamodb." + region + ".amazonaws.com"),
        AnchorFields.every(node, Duration.ofSeconds(1), required),
        required);
  }

  private static List<Rfc3161> authorities(Optional<JsonNode> list) throws MalformedJsonException {
    List<Rfc3161> authorities = new ArrayList<>();
    if (list.isEmpty()) {
      return authorities;
    }
    Set<String> names = new HashSet<>();
    for (JsonNode item : list.get().items()) {
      Rfc3161 authority = authority(item);
      if (!names.add(authority.name())) {
        throw item.error("two authorities of one name");
      }
      authorities.add(authority);
    }
    if (authorities.size() > MOST_AUTHORITIES) {
      throw list.get().error("more than " + MOST_AUTHORITIES);
    }
    return authorities;
  }

  private static Rfc3161 authority(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("name", "url", "sha256", "every", "required"));
    Set<Bytes> pins = new HashSet<>();
    for (JsonNode pin : node.member("sha256").items()) {
      pins.add(AnchorFields.hex(pin, PIN));
    }
    if (pins.size() > MOST_PINS) {
      throw node.member("sha256").error("more than " + MOST_PINS);
    }
    boolean required = AnchorFields.required(node);
    return new Rfc3161(
        AnchorFields.matching(node.member("name"), NAME, "a short name"),
        AnchorFields.url(node.member("url")),
        pins,
        AnchorFields.every(node, Duration.ofHours(1), required),
        required);
  }

  private static Beacon beacon(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(
        Set.of("source", "url", "chain", "genesis", "period", "every", "oldest", "required"));
    if (!node.member("source").text().equals("drand")) {
      throw node.member("source").error("only drand is understood");
    }
    Duration period = AnchorFields.duration(node.member("period"));
    Optional<JsonNode> every = node.optional("every");
    Optional<JsonNode> oldest = node.optional("oldest");
    Duration asked =
        every.isPresent() ? AnchorFields.duration(every.get()) : Duration.ofSeconds(30);
    Duration age = oldest.isPresent() ? AnchorFields.duration(oldest.get()) : Duration.ofMinutes(5);
    if (age.compareTo(asked.plus(period)) < 0) {
      throw node.error("\"oldest\" is less than \"every\" and \"period\" together");
    }
    return new Beacon(
        AnchorFields.url(node.member("url")),
        AnchorFields.matching(node.member("chain"), CHAIN, "a chain's hash"),
        AnchorFields.instant(node.member("genesis")),
        period,
        asked,
        age,
        AnchorFields.required(node));
  }
}
