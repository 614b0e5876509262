// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import static dev.strongroom.policy.Requests.AGENT;
import static dev.strongroom.policy.Requests.ANN;
import static dev.strongroom.policy.Requests.BEN;
import static dev.strongroom.policy.Requests.CAL;
import static dev.strongroom.policy.Requests.ETHER;
import static dev.strongroom.policy.Requests.NOON;
import static dev.strongroom.policy.Requests.SHOP;
import static dev.strongroom.policy.Requests.THIEF;
import static dev.strongroom.policy.Requests.allow;
import static dev.strongroom.policy.Requests.ask;
import static dev.strongroom.policy.Requests.digest;
import static dev.strongroom.policy.Requests.evm;
import static dev.strongroom.policy.Requests.policy;
import static dev.strongroom.policy.Requests.refuse;
import static dev.strongroom.policy.Requests.rules;
import static dev.strongroom.policy.Requests.text;
import static dev.strongroom.policy.Requests.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.policy.Decision.Allowed;
import dev.strongroom.policy.Decision.ApprovalNeeded;
import dev.strongroom.policy.Decision.Refused;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What rules mean.
class DecisionTest {
  private static final Inquiry TRANSFER = ask(evm(SHOP, ETHER));

  private static Decision decide(Policy policy, Inquiry inquiry) {
    return policy.decide(inquiry, Usage.NONE);
  }

  private static String refusal(Decision decision) {
    return ((Refused) decision).code();
  }

  @Test
  void whatNoRuleAllowsIsRefused() {
    Decision decision = decide(rules(allow("a", when("tx.value < eth(`1`)"))), TRANSFER);
    assertThat(refusal(decision)).isEqualTo("no-rule");
    assertThat(decision.findings())
        .containsExactly(
            new RuleFinding("a", false, "tx.value < eth(\"1\"): tx.value is 1000000000000000000"));
  }

  @Test
  void theFirstAllowanceThatHoldsDecides() {
    Policy policy =
        rules(
            allow("small", when("tx.value < eth(`1`)")),
            allow("one", when("tx.value == eth(`1`) && tx.chain_id == 1")),
            allow("any"));
    Allowed allowed = (Allowed) decide(policy, TRANSFER);
    assertThat(allowed.rule()).isEqualTo("one");
    assertThat(allowed.charges()).isEmpty();
    assertThat(allowed.findings())
        .extracting(RuleFinding::applied)
        .containsExactly(false, true, false);
    assertThat(allowed.findings().getLast().why()).isEqualTo("not asked: one holds");
  }

  @Test
  void aRefusalWinsWhereverItStands() {
    Policy policy = rules(allow("any"), refuse("thief", when("tx.to == `" + THIEF + "`")));
    assertThat(decide(policy, TRANSFER)).isInstanceOf(Allowed.class);
    Refused refused = (Refused) decide(policy, ask(evm(THIEF, ETHER)));
    assertThat(refused.code()).isEqualTo("rule-refuses");
    assertThat(refused.message())
        .startsWith("thief: tx.to == ")
        .endsWith("tx.to is \"" + THIEF + "\"");
  }

  @Test
  void aRefusalThatCannotBeEvaluatedRefuses() {
    Policy policy = rules(allow("any"), refuse("odd", when("tx.value - eth(`2`) > 5")));
    Refused refused = (Refused) decide(policy, TRANSFER);
    assertThat(refused.code()).isEqualTo("rule-unclear");
    assertThat(refused.message()).contains("an amount below 0");
  }

  @Test
  void anAllowanceThatCannotBeEvaluatedDoesNotHold() {
    Policy policy = rules(allow("odd", when("tx.value - eth(`2`) < 5")), allow("any"));
    Allowed allowed = (Allowed) decide(policy, TRANSFER);
    assertThat(allowed.rule()).isEqualTo("any");
    assertThat(allowed.findings().getFirst().why()).contains("an amount below 0");
  }

  @Test
  void falseDecidesEvenBesideAnError() {
    // As in CEL: what one part says no longer matters.
    Policy policy =
        rules(allow("any"), refuse("odd", when("tx.value - eth(`2`) > 5 && tx.chain_id == 5")));
    assertThat(decide(policy, TRANSFER)).isInstanceOf(Allowed.class);
  }

  @Test
  void actsAndFormsAndCallersHaveToMatch() {
    Policy policy = rules(allow("a", "'who':['" + AGENT + "']"));
    assertThat(decide(policy, TRANSFER)).isInstanceOf(Allowed.class);
    assertThat(refusal(decide(policy, ask(evm(SHOP, ETHER), ANN, NOON)))).isEqualTo("no-rule");
    assertThat(refusal(decide(policy, ask(text(Form.EVM_MESSAGE, "hi", List.of())))))
        .isEqualTo("no-rule");
    Inquiry decrypt =
        new Inquiry("decrypt", AGENT, Optional.empty(), "k", "", evm(SHOP, ETHER), NOON, Set.of());
    assertThat(decide(policy, decrypt).findings().getFirst().why())
        .isEqualTo("the act is \"decrypt\"");
  }

  @Test
  void sessionsNeedToBeAllowedButAreAlwaysRefused() {
    Inquiry session =
        new Inquiry("sign", AGENT, Optional.of("s1"), "k", "", evm(SHOP, ETHER), NOON, Set.of());
    assertThat(refusal(decide(rules(allow("a")), session))).isEqualTo("no-rule");
    assertThat(decide(rules(allow("a", "'sessions':true")), session)).isInstanceOf(Allowed.class);
    assertThat(decide(rules(allow("a", "'sessions':true")), TRANSFER)).isInstanceOf(Allowed.class);
    Policy refusing =
        rules(allow("a", "'sessions':true"), refuse("r", when("caller.session != ``")));
    assertThat(refusal(decide(refusing, session))).isEqualTo("rule-refuses");
    assertThat(decide(refusing, TRANSFER)).isInstanceOf(Allowed.class);
  }

  @Test
  void whatIsNotSureHasToBeAccepted() {
    Facts unsure =
        new Facts(
            Form.EVM_TRANSACTION,
            Requests.transfer(SHOP, ETHER),
            List.of("unknown-call", "pre-eip-155"));
    assertThat(refusal(decide(rules(allow("a")), ask(unsure)))).isEqualTo("unsure");
    Refused half =
        (Refused) decide(rules(allow("a", "'acceptUnsure':['unknown-call']")), ask(unsure));
    assertThat(half.message()).isEqualTo("a: not sure, and not accepted: pre-eip-155");
    assertThat(
            decide(rules(allow("a", "'acceptUnsure':['unknown-call','pre-eip-155']")), ask(unsure)))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void bytesAndDigestsAreNeverSureWhateverTheDecoderSays() {
    Policy unaware = rules(allow("a", "'on':['digest','message']"));
    assertThat(refusal(decide(unaware, ask(digest())))).isEqualTo("unsure");
    assertThat(refusal(decide(unaware, ask(text(Form.MESSAGE, "x", List.of())))))
        .isEqualTo("unsure");
    Policy aware =
        rules(allow("a", "'on':['digest','message'],'acceptUnsure':['any-digest','any-message']"));
    assertThat(decide(aware, ask(digest()))).isInstanceOf(Allowed.class);
    assertThat(decide(aware, ask(text(Form.MESSAGE, "x", List.of())))).isInstanceOf(Allowed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-04T11:59:59.999Z, false",
    "2026-03-04T12:00:00Z, true",
    "2026-03-05T11:59:59Z, true",
    "2026-03-05T12:00:00Z, false",
  })
  void betweenIncludesItsBeginningOnly(Instant time, boolean holds) {
    Policy policy =
        rules(
            allow("a", "'between':{'from':'2026-03-04T12:00:00Z','until':'2026-03-05T12:00:00Z'}"));
    assertThat(decide(policy, ask(evm(SHOP, ETHER), AGENT, time)) instanceof Allowed)
        .isEqualTo(holds);
  }

  // 4 March 2026 is a Wednesday; clocks go forward on 29 March, a Sunday.
  @ParameterizedTest
  @CsvSource({
    "08:00, 18:00, wed, 2026-03-04T06:59:59Z, false",
    "08:00, 18:00, wed, 2026-03-04T07:00:00Z, true",
    "08:00, 18:00, wed, 2026-03-04T17:00:00Z, false",
    "08:00, 18:00, thu, 2026-03-04T12:00:00Z, false",
    "08:00, 18:00, mon, 2026-03-30T06:00:00Z, true",
    "08:00, 18:00, mon, 2026-03-30T16:00:00Z, false",
    "22:00, 06:00, wed, 2026-03-04T21:00:00Z, true",
    "22:00, 06:00, wed, 2026-03-05T04:59:00Z, true",
    "22:00, 06:00, wed, 2026-03-05T05:00:00Z, false",
    "22:00, 06:00, wed, 2026-03-05T21:00:00Z, false",
    "22:00, 06:00, wed, 2026-03-04T04:00:00Z, false",
    "18:00, 00:00, wed, 2026-03-04T22:59:59Z, true",
    "18:00, 00:00, wed, 2026-03-04T23:00:00Z, false",
  })
  void hoursAreThoseOfTheirZone(
      String from, String until, String day, Instant time, boolean holds) {
    Policy policy =
        rules(
            allow(
                "a",
                "'hours':{'from':'"
                    + from
                    + "','until':'"
                    + until
                    + "','days':['"
                    + day
                    + "'],'zone':'Europe/Berlin'}"));
    assertThat(decide(policy, ask(evm(SHOP, ETHER), AGENT, time)) instanceof Allowed)
        .isEqualTo(holds);
  }

  @Test
  void aRuleThatNamesNobodyIsForOwners() {
    Inquiry stranger =
        new Inquiry(
            TRANSFER.act(),
            TRANSFER.caller(),
            false,
            TRANSFER.session(),
            TRANSFER.key(),
            TRANSFER.path(),
            TRANSFER.facts(),
            TRANSFER.time(),
            TRANSFER.approvals());
    assertThat(decide(rules(allow("a")), TRANSFER)).isInstanceOf(Allowed.class);
    assertThat(refusal(decide(rules(allow("a")), stranger))).isEqualTo("no-rule");
    Policy named = rules(allow("a", "'who':['" + stranger.caller() + "']"));
    assertThat(decide(named, stranger)).isInstanceOf(Allowed.class);
    assertThat(named.names(stranger.caller())).isTrue();
    assertThat(rules(allow("a")).names(stranger.caller())).isFalse();
  }

  @Test
  void chargesThatKnowTheirWindowsCountTheSame() {
    Policy policy =
        rules(
            allow(
                "a",
                "'limits':[{'name':'count','most':'9','within':'PT1H','per':'tx.to'},"
                    + "{'name':'fees','measure':'tx.max_fee','most':'10000000000000000','within':'forever'}]"));
    Usage by = Usage.NONE;
    Usage alone = Usage.NONE;
    for (int i = 0; i < 30; i++) {
      Inquiry now = ask(evm(i % 2 == 0 ? SHOP : THIEF, ETHER), AGENT, NOON.plusSeconds(600L * i));
      if (policy.decide(now, by) instanceof Allowed allowed) {
        by = by.charged(allowed.charges(), now.time(), policy);
        alone = alone.charged(allowed.charges(), now.time());
        assertThat(alone).isEqualTo(by);
      }
    }
    assertThat(alone.keeping(List.of("fees")).encoded().toString()).contains("fees");
    assertThat(alone.keeping(List.of("fees")).encoded().toString()).doesNotContain("count");
    assertThat(policy.limitNames()).containsExactly("count", "fees");
  }

  @Test
  void aFullLimitLeavesItToLaterRules() {
    String limited =
        allow(
            "daily",
            "'limits':[{'name':'ether','measure':'tx.value','most':'1500000000000000000','within':'PT24H'}]");
    Policy policy = rules(limited);
    Allowed first = (Allowed) decide(policy, TRANSFER);
    assertThat(first.charges())
        .containsExactly(new Charge("ether", "", ETHER, Optional.of(Duration.ofHours(24))));
    Usage usage = Usage.NONE.charged(first.charges(), NOON, policy);
    Refused second = (Refused) policy.decide(TRANSFER, usage);
    assertThat(second.code()).isEqualTo("limit-exceeded");
    assertThat(second.message())
        .isEqualTo(
            "daily: limit ether: 1000000000000000000 used and 1000000000000000000 asked of"
                + " 1500000000000000000");
    Policy withMore = rules(limited, allow("rest", "'who':['" + AGENT + "']"));
    assertThat(((Allowed) withMore.decide(TRANSFER, usage)).rule()).isEqualTo("rest");
  }

  @Test
  void allLimitsOfARuleNeedRoom() {
    Policy policy =
        rules(
            allow(
                "a",
                "'limits':[{'name':'count','most':'1','within':'PT1H','per':'tx.to'},"
                    + "{'name':'fees','measure':'tx.max_fee','most':'10000000000000000','within':'forever'}]"));
    Allowed first = (Allowed) decide(policy, TRANSFER);
    assertThat(first.charges())
        .containsExactly(
            new Charge("count", SHOP, BigInteger.ONE, Optional.of(Duration.ofHours(1))),
            new Charge("fees", "", BigInteger.valueOf(630_000_000_000_000L)));
    Usage usage = Usage.NONE.charged(first.charges(), NOON, policy);
    assertThat(refusal(policy.decide(TRANSFER, usage))).isEqualTo("limit-exceeded");
    assertThat(policy.decide(ask(evm(THIEF, ETHER)), usage)).isInstanceOf(Allowed.class);
  }

  private static final String APPROVALS =
      "'approvals':{'of':['" + ANN + "','" + BEN + "','" + CAL + "'],'need':2,'within':'PT1H'}";

  @Test
  void approvalsAreAskedForAndCounted() {
    Policy policy = rules(allow("a", APPROVALS));
    ApprovalNeeded none = (ApprovalNeeded) decide(policy, TRANSFER);
    assertThat(none.approvers()).containsExactlyInAnyOrder(ANN, BEN, CAL);
    assertThat(none.needed()).isEqualTo(2);
    assertThat(none.given()).isEmpty();
    assertThat(none.within()).isEqualTo(Duration.ofHours(1));
    ApprovalNeeded one =
        (ApprovalNeeded) decide(policy, ask(evm(SHOP, ETHER), AGENT, NOON, ANN, AGENT));
    assertThat(one.given()).containsExactly(ANN);
    assertThat(decide(policy, ask(evm(SHOP, ETHER), AGENT, NOON, ANN, CAL)))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void theCallerIsNotItsOwnApproverUnlessTheRuleSaysSo() {
    Inquiry byAnn = ask(evm(SHOP, ETHER), ANN, NOON, ANN, BEN);
    Policy strict = rules(allow("a", APPROVALS));
    ApprovalNeeded needed = (ApprovalNeeded) decide(strict, byAnn);
    assertThat(needed.given()).containsExactly(BEN);
    assertThat(needed.approvers()).containsExactlyInAnyOrder(BEN, CAL);
    Policy lenient = rules(allow("a", APPROVALS.replace("'need'", "'callerCounts':true,'need'")));
    assertThat(decide(lenient, byAnn)).isInstanceOf(Allowed.class);
    // Not if it isn't listed.
    ApprovalNeeded unlisted =
        (ApprovalNeeded) decide(lenient, ask(evm(SHOP, ETHER), AGENT, NOON, BEN));
    assertThat(unlisted.given()).containsExactly(BEN);
  }

  @Test
  void approvalsThatCannotBeHadDoNotHold() {
    Policy policy = rules(allow("a", APPROVALS.replace("'need':2", "'need':3")));
    Decision decision = decide(policy, ask(evm(SHOP, ETHER), ANN, NOON));
    assertThat(refusal(decision)).isEqualTo("no-rule");
    assertThat(decision.findings().getFirst().why()).contains("the caller's own doesn't count");
  }

  @Test
  void requestsThatLackAMemberAreRefused() {
    Policy policy = rules(allow("any"));
    Map<String, Object> members = Requests.transfer(SHOP, ETHER);
    members.remove("nonce");
    Refused missing =
        (Refused) decide(policy, ask(new Facts(Form.EVM_TRANSACTION, members, List.of())));
    assertThat(missing.code()).isEqualTo("malformed-facts");
    assertThat(missing.message()).isEqualTo("tx.nonce isn't int");
    assertThat(refusal(decide(policy, ask(evm("value", 5L))))).isEqualTo("malformed-facts");
    assertThat(refusal(decide(policy, ask(evm("value", BigInteger.TWO.pow(256))))))
        .isEqualTo("malformed-facts");
    assertThat(refusal(decide(policy, ask(evm("access_list", List.of(1L))))))
        .isEqualTo("malformed-facts");
  }

  @Test
  void setsAreListsOfTexts() {
    Policy policy =
        policy(
            ("{'version':1,'comment':'c','sets':{'shops':['"
                    + SHOP
                    + "'],'none':[]},'rules':["
                    + allow("a", when("tx.to in sets.shops && !(tx.to in sets.none)"))
                    + "]}")
                .replace('\'', '"'));
    assertThat(decide(policy, TRANSFER)).isInstanceOf(Allowed.class);
    assertThat(refusal(decide(policy, ask(evm(THIEF, ETHER))))).isEqualTo("no-rule");
  }
}
