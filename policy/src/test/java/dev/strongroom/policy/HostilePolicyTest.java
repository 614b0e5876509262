// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import static dev.strongroom.policy.Requests.ETHER;
import static dev.strongroom.policy.Requests.SHOP;
import static dev.strongroom.policy.Requests.allow;
import static dev.strongroom.policy.Requests.ask;
import static dev.strongroom.policy.Requests.evm;
import static dev.strongroom.policy.Requests.json;
import static dev.strongroom.policy.Requests.policy;
import static dev.strongroom.policy.Requests.refuse;
import static dev.strongroom.policy.Requests.rules;
import static dev.strongroom.policy.Requests.text;
import static dev.strongroom.policy.Requests.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.policy.Decision.Refused;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Policies and requests that want to hang, crash or confuse the enclave.
@Timeout(60)
class HostilePolicyTest {
  private static final String LOOP = "[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0]";

  private static void refused(String condition) {
    assertThatThrownBy(() -> Policy.parse(Bytes.utf8(json(allow("a", when(condition))))))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessageStartingWith("rules[0].when: ");
  }

  static List<String> monsters() {
    return List.of(
        "(".repeat(2000) + "true" + ")".repeat(2000),
        "!".repeat(4000) + "true",
        "-".repeat(4000) + "1 == 1",
        "[".repeat(2000) + "]".repeat(2000) + " == []",
        "tx" + ".call".repeat(800) + " == 1",
        "tx.access_list" + "[0]".repeat(1000) + " == ``",
        "1" + "+1".repeat(1000) + " == 1",
        "1" + "-1".repeat(100) + " == 1",
        "true" + " ? true : false".repeat(200),
        "[1].all(a, ".repeat(100) + "true" + ")".repeat(100),
        "`" + "a".repeat(4090) + "` == ``",
        "true" + " && true".repeat(600),
        "a".repeat(4000),
        "{".repeat(500) + "}".repeat(500) + " == {}",
        "1 == 99999999999999999999999999",
        "tx.to == `\\\\ud800`");
  }

  @ParameterizedTest
  @MethodSource("monsters")
  void monstersAreRefusedOrHarmless(String condition) {
    try {
      Policy policy = Policy.parse(Bytes.utf8(json(allow("a", when(condition)))));
      assertThat(policy.decide(ask(evm(SHOP, ETHER)), Usage.NONE)).isNotNull();
    } catch (MalformedPolicyException e) {
      assertThat(e.getMessage()).startsWith("rules[0].when: ").hasSizeLessThan(10_000);
    }
  }

  @Test
  void depthAndLengthAreLimited() {
    refused("(".repeat(2000) + "true" + ")".repeat(2000));
    refused("1" + "-1".repeat(100) + " == 1");
    refused("true || " + " ".repeat(5000) + "false");
    refused("[1].all(a, ".repeat(100) + "true" + ")".repeat(100));
  }

  @Test
  void loopsInLoopsRunOutOfSteps() {
    String loops = "";
    for (int i = 0; i < 5; i++) {
      loops += LOOP + ".all(v" + i + ", ";
    }
    Policy policy = rules(allow("a", when(loops + "tx.value > 0" + ")".repeat(5))));
    long before = System.nanoTime();
    Decision decision = policy.decide(ask(evm(SHOP, ETHER)), Usage.NONE);
    assertThat(decision).isInstanceOf(Refused.class);
    assertThat(decision.findings().getFirst().why())
        .containsAnyOf("steps", "Iteration budget exceeded");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void whatRunsOutOfStepsCannotHideARefusal() {
    String greedy =
        LOOP + ".all(a, " + LOOP + ".all(b, " + LOOP + ".all(c, tx.value > 0 && a < 10)))";
    String[] rules = new String[20];
    for (int i = 0; i < 19; i++) {
      rules[i] = allow("a" + i, when("(" + greedy + ") && tx.chain_id == 2"));
    }
    rules[19] = refuse("r", when("tx.to == `" + SHOP + "`"));
    Refused refused = (Refused) rules(rules).decide(ask(evm(SHOP, ETHER)), Usage.NONE);
    assertThat(refused.code()).isIn("rule-unclear", "rule-refuses");
  }

  @Test
  void textsDontGrow() {
    String doubled =
        "[`"
            + "a".repeat(100)
            + "`].exists(a, [a+a+a+a+a+a+a+a].exists(b, "
            + "[b+b+b+b+b+b+b+b].exists(c, [c+c+c+c+c+c+c+c].exists(d, size(d) > 0))))";
    Decision decision = rules(allow("a", when(doubled))).decide(ask(evm(SHOP, ETHER)), Usage.NONE);
    assertThat(decision.findings().getFirst().why())
        .contains("a text of more than 4096 characters");
  }

  @Test
  void patternsTakeLinearTimeAndTheirShareOfSteps() {
    String text = "a".repeat(200_000);
    Facts message = text(Form.EVM_MESSAGE, text, List.of());
    Policy evil = rules(allow("a", "'on':['evm-message']", when("tx.text.matches(`^(a+)+$`)")));
    assertThat(evil.decide(ask(message), Usage.NONE)).isInstanceOf(Decision.Allowed.class);
    String many = "tx.text.matches(`(a|aa|aaa|aaaa)*(a|b|ab|ba)*c`) || ".repeat(70) + "true";
    long before = System.nanoTime();
    Decision decision =
        rules(allow("a", "'on':['evm-message']", when(many))).decide(ask(message), Usage.NONE);
    assertThat(decision).isNotNull();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void searchingLongTextsTakesSteps() {
    Facts message = text(Form.EVM_MESSAGE, "a".repeat(200_000), List.of());
    String part = "a".repeat(3000) + "b";
    Policy policy =
        rules(allow("a", "'on':['evm-message']", when("tx.text.contains(`" + part + "`)")));
    assertThat(policy.decide(ask(message), Usage.NONE).findings().getFirst().why())
        .contains("too many steps");
  }

  @Test
  void lookAlikesAreOtherTexts() {
    Facts message = text(Form.EVM_MESSAGE, "p\u0430y", List.of());
    String on = "'on':['evm-message']";
    assertThat(rules(allow("a", on, when("tx.text == `pay`"))).decide(ask(message), Usage.NONE))
        .isInstanceOf(Refused.class);
    assertThat(rules(allow("a", on, when("!ascii(tx.text)"))).decide(ask(message), Usage.NONE))
        .isInstanceOf(Decision.Allowed.class);
    // Nor do they pass for names of variables.
    refused("t\u0445.value > 5");
  }

  @Test
  void deepAndOddMessagesAreRefused() {
    Object deep = "x";
    for (int i = 0; i < 100; i++) {
      deep = List.of(deep);
    }
    Policy policy = rules(allow("a", "'on':['evm-typed-data']"));
    assertThat(policy.decide(ask(Requests.typed(Map.of("a", deep))), Usage.NONE))
        .extracting(d -> ((Refused) d).code())
        .isEqualTo("malformed-facts");
    Map<String, Object> odd = new HashMap<>();
    odd.put("a", 1.5);
    assertThat(policy.decide(ask(Requests.typed(odd)), Usage.NONE)).isInstanceOf(Refused.class);
    odd.put("a", Collections.singletonList(null));
    assertThat(policy.decide(ask(Requests.typed(odd)), Usage.NONE)).isInstanceOf(Refused.class);
  }

  @Test
  void sixtyFourRulesAndNoMore() {
    String[] rules = new String[65];
    for (int i = 0; i < 65; i++) {
      rules[i] = allow("a" + i);
    }
    assertThatThrownBy(() -> Policy.parse(Bytes.utf8(json(rules))))
        .hasMessage("rules: more than 64 rules");
  }

  @Test
  void brokenBytesAreRefusedAndNothingElse() {
    String good =
        json(
            allow(
                "a",
                when("tx.value < eth(`1`) && tx.to.matches(`^0x`)"),
                "'limits':[{'name':'l','most':'5','within':'P1D','per':'tx.to'}]"));
    assertThatCode(() -> policy(good)).doesNotThrowAnyException();
    Random random = new Random(7);
    int read = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bytes = Bytes.utf8(good).toByteArray();
      for (int j = random.nextInt(3); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        Policy changed = Policy.parse(Bytes.copyOf(bytes));
        assertThat(changed.decide(ask(evm(SHOP, ETHER)), Usage.NONE)).isNotNull();
        read++;
      } catch (MalformedPolicyException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    assertThat(read).isLessThan(300);
  }
}
