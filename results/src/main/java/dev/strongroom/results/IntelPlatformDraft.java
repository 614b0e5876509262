// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PlatformStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The member `platform` of a draft for TDX or SGX.
final class IntelPlatformDraft {
  /// What it can't do without.
  static final List<String> NEEDED =
      List.of("platform.evaluation", "platform.fmspc", "platform.ppid", "platform.instance");

  private static final int INSTANCE = 16;
  private static final String UP_TO_DATE = "UpToDate";

  /// Intel's names of statuses that a policy may accept besides the best one.
  private static final Map<String, PlatformStatus> STATUSES =
      Map.of(
          "SWHardeningNeeded", PlatformStatus.SW_HARDENING_NEEDED,
          "ConfigurationNeeded", PlatformStatus.CONFIGURATION_NEEDED,
          "ConfigurationAndSWHardeningNeeded", PlatformStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED,
          "TDRelaunchAdvised", PlatformStatus.RELAUNCH_ADVISED,
          "TDRelaunchAdvisedConfigurationNeeded",
              PlatformStatus.RELAUNCH_ADVISED_CONFIGURATION_NEEDED,
          "OutOfDate", PlatformStatus.OUT_OF_DATE,
          "OutOfDateConfigurationNeeded", PlatformStatus.OUT_OF_DATE_CONFIGURATION_NEEDED);

  private IntelPlatformDraft() {}

  static void write(IntelDraft values, PolicyDraft draft, String why) throws ResultException {
    draft.enter("platform");
    if (values.take(IntelMeasurement.STATUS)
        instanceof Corim.TextSet(Corim.Relation relation, List<String> texts)) {
      List<String> others = statuses(relation, texts);
      if (!others.isEmpty()) {
        draft.statuses(others, why);
      }
    }
    if (values.take(IntelMeasurement.ADVISORIES)
        instanceof Corim.TextSet(Corim.Relation relation, List<String> texts)) {
      List<String> accepted = advisories(relation, texts);
      if (!accepted.isEmpty()) {
        draft.texts("advisories", "accept", accepted);
      }
    }
    Corim.Value evaluation = values.take(IntelMeasurement.EVALUATION);
    if (evaluation != null) {
      draft.least("evaluation", IntelDraft.least(IntelMeasurement.EVALUATION, evaluation, 1));
    }
    if (values.take(IntelMeasurement.PLATFORM_INSTANCE) instanceof Corim.Raw(Bytes instance)) {
      if (instance.length() != INSTANCE) {
        throw CorimReader.malformed(
            IntelMeasurement.PLATFORM_INSTANCE + ": not " + INSTANCE + " bytes");
      }
      draft.values("instance", List.of(instance));
    }
    draft.leave();
  }

  /// Which statuses are accepted besides the best, which policies always accept: so it has to be
  /// accepted. Evidence has one status. If some are excluded, the best alone isn't one of them.
  private static List<String> statuses(Corim.Relation relation, List<String> texts)
      throws ResultException {
    boolean best = texts.contains(UP_TO_DATE);
    boolean said =
        switch (relation) {
          case EQUAL -> best && texts.size() == 1;
          case MEMBER -> best;
          case NOT_MEMBER -> !best;
        };
    if (!said) {
      throw CorimReader.notExpressible(
          IntelMeasurement.STATUS
              + ": policies always accept "
              + UP_TO_DATE
              + ", and one at a time");
    }
    List<String> others = new ArrayList<>();
    for (String text : relation == Corim.Relation.NOT_MEMBER ? List.<String>of() : texts) {
      PlatformStatus status = STATUSES.get(text);
      if (status != null) {
        others.add(status.toString());
      } else if (!text.equals(UP_TO_DATE)) {
        throw CorimReader.notExpressible(IntelMeasurement.STATUS + ": no policy accepts " + text);
      }
    }
    return others;
  }

  /// Policies name advisories that a platform may be open to, and accept fewer. So none, any of a
  /// set, and none of a set can be said; the last by accepting none at all. Section 9.2.1 would
  /// have a set with members accept any other ones as well; 8.2.3, which is followed, wouldn't.
  private static List<String> advisories(Corim.Relation relation, List<String> texts)
      throws ResultException {
    return switch (relation) {
      case EQUAL -> {
        if (!texts.isEmpty()) {
          throw CorimReader.notExpressible(
              IntelMeasurement.ADVISORIES
                  + ": policies don't demand that a platform is open to some");
        }
        yield texts;
      }
      case MEMBER -> texts;
      case NOT_MEMBER -> List.of();
    };
  }
}
