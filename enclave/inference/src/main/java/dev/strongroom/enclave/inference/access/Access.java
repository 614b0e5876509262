// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.enclave.inference.access.AccessSettings.Price;
import dev.strongroom.enclave.inference.request.Asked;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.inference.InferenceStatement.Usage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Lets requests in by the keys that they show, and counts what they use. Thread-safe.
public final class Access {
  private static final int ERRORS = 400;
  private static final String NO_MODEL = "none";
  private static final String BEARER = "Bearer ";
  private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,3}");

  private final AccessSettings settings;
  private final KeyShelf shelf;
  private final InstantSource clock;
  private final Consumer<Map<String, Object>> audit;

  /// @param audit has an entry with these members made; it must not block
  Access(
      AccessSettings settings,
      KeyShelf shelf,
      InstantSource clock,
      Consumer<Map<String, Object>> audit) {
    this.settings = settings;
    this.shelf = shelf;
    this.clock = clock;
    this.audit = audit;
  }

  /// Lets a request in.
  ///
  /// @param headers by lower-case name
  /// @param endpoint by its short name
  /// @param length of the body, in bytes: a token has at least one
  /// @throws AccessRefusedException if it isn't let in
  public Admission admit(
      Map<String, List<String>> headers, String endpoint, Asked asked, long length)
      throws AccessRefusedException {
    KeyShelf.Shown shown = shown(headers, endpoint);
    KeyRules rules = shown.account().key().rules();
    if (!rules.models().contains(asked.model())) {
      throw new AccessRefusedException("model-not-allowed", 403, "the key isn't for this model");
    }
    Price price = price(rules, asked.model());
    long output = output(count(asked), asked.mostOutput().orElse(settings.mostOutput()));
    Cost most = cost(price, length, output);
    try {
      Account.Reserved reserved =
          shown.account().reserve(shown.credential(), most, clock.instant());
      return new Counted(shown.account(), reserved, price, endpoint, asked.model());
    } catch (StorageException e) {
      throw new AccessRefusedException(
          e.failure().code(), 503, "what is used can't be kept now", 1);
    }
  }

  /// Lets a request in that asks no model: it counts for rates, and costs nothing. It is entered at
  /// once, since there is no back end whose answer it would be.
  ///
  /// @param headers by lower-case name
  /// @param endpoint by its short name
  /// @throws AccessRefusedException if it isn't let in
  public void admit(Map<String, List<String>> headers, String endpoint)
      throws AccessRefusedException {
    KeyShelf.Shown shown = shown(headers, endpoint);
    try {
      Account.Reserved _ =
          shown.account().reserve(shown.credential(), Cost.NOTHING, clock.instant());
      audit.accept(used(shown.account(), endpoint, NO_MODEL, 0, true, true, Cost.NOTHING));
    } catch (StorageException e) {
      throw new AccessRefusedException(
          e.failure().code(), 503, "what is used can't be kept now", 1);
    }
  }

  /// Whether a key is shown that is for an endpoint, and is taken now. Nothing is counted.
  ///
  /// @param headers by lower-case name
  /// @param endpoint by its short name
  /// @throws AccessRefusedException if there is none
  public void check(Map<String, List<String>> headers, String endpoint)
      throws AccessRefusedException {
    KeyShelf.Shown shown = shown(headers, endpoint);
    shown.account().check(shown.credential(), clock.instant());
  }

  /// The names of all budgets that keys may have.
  public static Set<String> budgets() {
    return KeyRecord.budgets();
  }

  /// How many keys there are that have used a budget up to some part, by the budget's name. Keys
  /// that aren't taken any more don't count. Never blocks.
  ///
  /// @param percent of the budget
  public Map<String, Long> reached(int percent) {
    Instant now = clock.instant();
    return shelf.all().stream()
        .filter(key -> key.lives(now))
        .flatMap(key -> key.reached(percent, now).stream())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /// The key that is shown.
  private KeyShelf.Shown shown(Map<String, List<String>> headers, String endpoint)
      throws AccessRefusedException {
    KeyShelf.Shown shown =
        shelf
            .shown(key(headers))
            .orElseThrow(() -> new AccessRefusedException("key-unknown", 401, "not a key of ours"));
    if (!shown.account().key().rules().endpoints().contains(endpoint)) {
      throw new AccessRefusedException(
          "endpoint-not-allowed", 403, "the key isn't for this endpoint");
    }
    return shown;
  }

  private Price price(KeyRules rules, String model) throws AccessRefusedException {
    Price price = settings.prices().get(model);
    if (price == null && rules.paid()) {
      throw new AccessRefusedException("price-missing", 403, "the model has no price");
    }
    return price == null ? new Price(0, 0) : price;
  }

  /// How many answers are asked for, those among them that only better ones are chosen from.
  private static long count(Asked asked) throws AccessRefusedException {
    long each =
        Math.max(
            number("n", asked.sampling().getOrDefault("n", "1")),
            number("best_of", asked.bestOf().orElse("1")));
    return asked.prompts() * each;
  }

  private static long number(String name, String count) throws AccessRefusedException {
    if (!COUNT.matcher(count).matches()) {
      throw new AccessRefusedException(
          "malformed-request", 400, name + " is a number from 1 to 9999");
    }
    return Long.parseLong(count);
  }

  private static long output(long answers, long each) throws AccessRefusedException {
    try {
      return Math.multiplyExact(answers, each);
    } catch (ArithmeticException e) {
      throw new AccessRefusedException("token-budget", 429, "more than can be counted");
    }
  }

  private static Cost cost(Price price, long input, long output) throws AccessRefusedException {
    try {
      return new Cost(
          Math.addExact(input, output),
          Math.addExact(
              Math.multiplyExact(input, price.input()),
              Math.multiplyExact(output, price.output())));
    } catch (ArithmeticException e) {
      throw new AccessRefusedException("token-budget", 429, "more than can be counted");
    }
  }

  private static String key(Map<String, List<String>> headers) throws AccessRefusedException {
    List<String> bearer = headers.getOrDefault("authorization", List.of());
    List<String> plain = headers.getOrDefault("x-api-key", List.of());
    if (bearer.size() + plain.size() != 1) {
      throw new AccessRefusedException("key-missing", 401, "one key is needed");
    }
    if (plain.size() == 1) {
      return plain.getFirst();
    }
    if (!bearer.getFirst().startsWith(BEARER)) {
      throw new AccessRefusedException("key-missing", 401, "a key is needed, as Bearer sr-…");
    }
    return bearer.getFirst().substring(BEARER.length());
  }

  /// The members of a request's entry.
  private static Map<String, Object> used(
      Account account,
      String endpoint,
      String model,
      int status,
      boolean complete,
      boolean counted,
      Cost cost) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", KeyLedger.USE);
    members.put("key", account.key().id());
    members.put("endpoint", endpoint);
    members.put("model", model);
    members.put("status", status);
    members.put("complete", complete);
    members.put("counted", counted);
    members.putAll(cost.members());
    return members;
  }

  /// A request under way.
  private final class Counted implements Admission {
    private final Account account;
    private final Account.Reserved reserved;
    private final Price price;
    private final String endpoint;
    private final String model;
    private final AtomicBoolean over = new AtomicBoolean();

    Counted(
        Account account, Account.Reserved reserved, Price price, String endpoint, String model) {
      this.account = account;
      this.reserved = reserved;
      this.price = price;
      this.endpoint = endpoint;
      this.model = model;
    }

    @Override
    public boolean cut() {
      return !account.takes(reserved.by());
    }

    @Override
    public void ended(int status, Optional<Usage> usage, boolean complete) {
      if (!over.compareAndSet(false, true)) {
        return;
      }
      Cost cost = cost(status, usage, complete);
      account.settle(reserved, cost);
      audit.accept(
          used(account, endpoint, model, status, complete, usage.isPresent() && complete, cost));
    }

    /// What isn't counted by the back end to its end costs what was reserved: a stream's first
    /// event may have a count already, of hardly anything. An error, or nothing, is free.
    private Cost cost(int status, Optional<Usage> usage, boolean complete) {
      if (usage.isEmpty()) {
        return status == 0 || status >= ERRORS ? Cost.NOTHING : reserved.most();
      }
      try {
        Cost counted = Access.cost(price, usage.get().input(), usage.get().output());
        return complete || status >= ERRORS ? counted : counted.atLeast(reserved.most());
      } catch (AccessRefusedException e) {
        return reserved.most();
      }
    }
  }
}
