// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.image.eif.EifVector;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every sample image beside every other: images of AWS's tools, and hostile ones.
class VectorsComparisonTest {
  @Test
  void everyPairIsExplainedOrRefused() throws Exception {
    List<EifVector> vectors = EifVector.allOrAbort();
    int compared = 0;
    for (EifVector first : vectors) {
      for (EifVector second : vectors) {
        try {
          Comparison comparison = Comparison.of(first.path(), second.path());
          compared++;
          assertThat(comparison.differences())
              .as("%s %s", first, second)
              .noneMatch(Difference.Unexplained.class::isInstance);
          assertThat(comparison.same()).isEqualTo(comparison.differences().isEmpty());
          assertThat(
                  comparison.differences().stream().flatMap(d -> d.changes().stream()).distinct())
              .as("%s %s", first.path(), second.path())
              .containsExactlyInAnyOrderElementsOf(comparison.changed());
          comparison.sentences().forEach(sentence -> assertThat(sentence).isNotBlank());
        } catch (MalformedImageException e) {
          assertThat(e.problem().reason().code()).startsWith("eif.");
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }
}
