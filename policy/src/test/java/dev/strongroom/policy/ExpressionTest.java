// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import static dev.strongroom.policy.Requests.ETHER;
import static dev.strongroom.policy.Requests.SHOP;
import static dev.strongroom.policy.Requests.allow;
import static dev.strongroom.policy.Requests.ask;
import static dev.strongroom.policy.Requests.evm;
import static dev.strongroom.policy.Requests.json;
import static dev.strongroom.policy.Requests.rules;
import static dev.strongroom.policy.Requests.typed;
import static dev.strongroom.policy.Requests.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.policy.Decision.Allowed;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What conditions can say, and what they can't.
class ExpressionTest {
  private static final BigInteger LARGEST = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  private static boolean holds(String condition, Facts facts) {
    Policy policy = rules(allow("a", "'on':['" + facts.form().code() + "']", when(condition)));
    return policy.decide(ask(facts), Usage.NONE) instanceof Allowed;
  }

  private static String why(String condition, Facts facts) {
    Policy policy = rules(allow("a", "'on':['" + facts.form().code() + "']", when(condition)));
    return policy.decide(ask(facts), Usage.NONE).findings().getFirst().why();
  }

  private static String fault(String... rules) {
    try {
      Policy policy = Policy.parse(Bytes.utf8(json(rules)));
      throw new AssertionError("read: " + policy.encoded().asUtf8());
    } catch (MalformedPolicyException e) {
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tx.value == eth(`1`)",
        "tx.value == amount(`1000000000000000000`)",
        "tx.value == amount(1000000000000000000)",
        "tx.value == 1000000000000000000",
        "1000000000000000000 == tx.value",
        "tx.value != 5 && 5 != tx.value",
        "tx.value > 5 && 5 < tx.value && tx.value >= 5 && 5 <= tx.value",
        "!(tx.value < 5) && !(5 > tx.value) && !(tx.value <= 5) && !(5 >= tx.value)",
        "tx.value > -1 && -1 < tx.value && tx.value != -1",
        "tx.value + tx.value == eth(`2`)",
        "tx.value - eth(`0.4`) == eth(`0.600`)",
        "gwei(`30`) * amount(21000) == tx.max_fee",
        "sol(`1.5`) == 1500000000 && btc(`0.1`) == 10000000",
        "tx.max_fee + tx.value <= eth(`1.01`)",
        "tx.nonce + 1 == 8 && tx.nonce * 2 == 14 && tx.nonce / 2 == 3 && tx.nonce % 2 == 1",
        "tx.to.startsWith(`0x5a`) && tx.to.endsWith(`eAed`) && tx.to.contains(`F3E94`)",
        "tx.to.matches(`^0x[0-9a-fA-F]{40}$`) && size(tx.to) == 42 && tx.to.size() == 42",
        "ascii(tx.to) && !ascii(`\\u0430`)",
        "act == `sign` && form == `evm-transaction` && key == `key-1`",
        "path.startsWith(`m/44`)",
        "caller.kind == `agent` && caller.principal == `agent:ed25519:a1` && caller.session == ``",
        "now == timestamp(`2026-03-04T12:00:00Z`) && now.getHours(`Europe/Berlin`) == 13",
        "now + duration(`PT1H`) > now && now - now == duration(`PT0S`)",
        "tx.chain_id in [1, 10] && !(tx.chain_id in [5])",
        "tx.value in [eth(`1`)]",
        "tx.access_list.all(a, a == tx.to) && !tx.access_list.exists(a, true)",
        "[1, 2].exists_one(i, i == 2) && size([1, 2]) == 2 && [1, 2] == [1, 2]",
        "tx.creates ? false : true",
        "has(tx.call.amount) && tx.call.amount == 0 && !tx.call.approved",
        "string(tx.value) + `/` + string(tx.chain_id) == `1000000000000000000/1`",
      })
  void holds(String condition) {
    assertThat(holds(condition, evm(SHOP, ETHER))).isTrue();
  }

  @Test
  void amountsReachToTheEndAndNotBeyond() {
    Facts all = evm(SHOP, LARGEST);
    assertThat(holds("tx.value == amount(`" + LARGEST + "`)", all)).isTrue();
    assertThat(holds("tx.value > amount(`" + LARGEST.subtract(BigInteger.ONE) + "`)", all))
        .isTrue();
    assertThat(why("tx.value + amount(1) > 0", all)).contains("more than 256 bits");
    assertThat(why("tx.value * tx.value > 0", all)).contains("more than 256 bits");
    assertThat(why("tx.call.amount - amount(1) < 0", all)).contains("an amount below 0");
    // What doubles would call the same.
    assertThat(holds("tx.value == amount(`" + LARGEST.subtract(BigInteger.ONE) + "`)", all))
        .isFalse();
    assertThat(holds("tx.value == 9007199254740993", evm(SHOP, BigInteger.valueOf((1L << 53)))))
        .isFalse();
  }

  @Test
  void wholeNumbersDontWrapAround() {
    Facts facts = evm("nonce", Long.MAX_VALUE);
    assertThat(why("tx.nonce + 1 > 0 || tx.nonce + 1 <= 0", facts)).contains("overflow");
    assertThat(why("tx.nonce / (tx.chain_id - 1) == 0", facts)).contains("zero");
  }

  @Test
  void messagesOfTypedDataAreWhatTheyAreWhenTheyAreThere() {
    Facts order =
        typed(
            Map.of(
                "price",
                BigInteger.valueOf(500),
                "to",
                SHOP,
                "loss",
                "-5",
                "items",
                List.of(Map.of("id", BigInteger.ONE), Map.of("id", BigInteger.TWO))));
    assertThat(why("tx.message.price <= 500", order))
        .isEqualTo("tx.message.price <= 500: tx.message.price is 500");
    assertThat(holds("tx.message.price <= 500 && tx.message.to == `" + SHOP + "`", order)).isTrue();
    assertThat(holds("tx.message.price == amount(500)", order)).isTrue();
    assertThat(holds("tx.message.items.all(i, i.id > 0)", order)).isTrue();
    assertThat(holds("has(tx.message.price) && !has(tx.message.rebate)", order)).isTrue();
    assertThat(holds("tx.message.rebate == 5", order)).isFalse();
    // A text is no amount: neither equal nor unequal.
    assertThat(holds("tx.message.loss == 5", order)).isFalse();
    assertThat(holds("tx.message.loss != 5", order)).isFalse();
    assertThat(holds("tx.message.loss < 5", order)).isFalse();
    assertThat(holds("tx.domain.chain_id == 1 && tx.domain.name == `Dai`", order)).isTrue();
  }

  @Test
  void findingsNameTheFirstPartThatDecidesWithItsValues() {
    assertThat(
            why(
                "tx.chain_id == 1 && (tx.value < eth(`0.1`) || tx.to == ``) && tx.nonce == 0",
                evm(SHOP, ETHER)))
        .isEqualTo(
            "tx.value < eth(\"0.1\") || tx.to == \"\": tx.value is 1000000000000000000, tx.to is \""
                + SHOP
                + "\"");
    assertThat(why("tx.access_list.exists(a, a == tx.to)", evm(SHOP, ETHER)))
        .isEqualTo(
            "tx.access_list.exists(a, a == tx.to): tx.access_list is a list of 0, tx.to is \""
                + SHOP
                + "\"");
    assertThat(why("tx.selector == `x`", evm("selector", "\u202e\n\"")))
        .endsWith("tx.selector is \"\\u202e\\u000a\\\"\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tx.amount > 5",
        "tx.call.amont > 5",
        "tx.value > `5`",
        "tx.value",
        "tx.to + 5 == ``",
        "tx.value + 5 == tx.value",
        "tx.value > 1.5",
        "tx.value > 5u",
        "b`x` == b`x`",
        "null == null",
        "wei(`5`) < tx.value",
        "sets.unknown == sets.unknown",
        "tx.to in sets.unknown",
        "caller.name == ``",
        "owner == ``",
        "tx.access_list.map(a, a) == []",
        "tx.access_list.filter(a, true) == []",
        "tx == tx",
        "tx.call == tx.call",
        "type(tx.value) == int",
        "dyn(tx.value) == 5",
        "google.protobuf.Any{} == tx",
        "tx{}.value > 5",
        "tx.to.matches(tx.selector)",
        "tx.to.matches(`(`)",
        "tx.to.matches(`(a{1000}){1000}`)",
        "tx.to.matches(`(a{100}){10}b{1000}`)",
        "eth(`1,5`) < tx.value",
        "eth(`0.0000000000000000001`) < tx.value",
        "amount(`-1`) < tx.value",
        "amount(`1e3`) < tx.value",
        "amount(`115792089237316195423570985008687907853269984665640564039457584007913129639936`) > 0",
        "timestamp(`tomorrow`) > now",
        "duration(`1h`) == now - now",
        "tx.to == `0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed`",
        "tx.to in [`0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED`]",
        "",
        "tx.value >",
        "tx.value > 5 tx",
        "tx.value > 5;",
        "__result__ == 5",
        "@result == 5",
      })
  void refusesToRead(String condition) {
    assertThat(fault(allow("a", when(condition)))).startsWith("rules[0].when: ");
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    assertThat(fault(allow("a"), allow("b", when("tx.value > 5 && tx.amount > 5"))))
        .isEqualTo("rules[1].when: line 1, column 19: undefined field 'amount'");
    assertThat(fault(allow("a", when("tx.to == `0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed`"))))
        .endsWith("write " + SHOP);
  }

  @Test
  void aRuleAboutSeveralFormsSeesWhatTheyShare() {
    String both = "'on':['evm-message','message'],";
    assertThat(rules(allow("a", both + when("tx.ascii && tx.length < 100")))).isNotNull();
    String mixed = "'on':['evm-message','evm-transaction'],";
    assertThat(fault(allow("a", mixed + when("tx.ascii")))).contains("undefined field 'ascii'");
    assertThat(fault(allow("a", mixed + when("tx.value > 5")))).contains("undefined field 'value'");
    // Both have a version, one as a text, the other as an int.
    String versions = "'on':['solana-transaction','bitcoin-transaction'],";
    assertThat(fault(allow("a", versions + when("tx.version == `0`"))))
        .contains("undefined field 'version'");
  }

  @Test
  void measuresAreNumbersAndApartIsText() {
    String limit = "'limits':[{'name':'l','most':'5','within':'PT1H',%s}]";
    assertThat(fault(allow("a", limit.formatted("'measure':'tx.to'"))))
        .isEqualTo("rules[0].limits[0].measure: an amount or int is needed");
    assertThat(fault(allow("a", limit.formatted("'per':'tx.value'"))))
        .isEqualTo("rules[0].limits[0].per: a text is needed");
    assertThatThrownBy(() -> Policy.parse(Bytes.utf8(json(allow("a", limit.formatted("'x':'y'"))))))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessage("rules[0].limits[0]: unknown: x");
  }
}
