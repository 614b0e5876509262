// SPDX-License-Identifier: Apache-2.0
/// Appraisal policies as files: `docs/appraisal-policy.md`.
///
/// Threat answered: a policy that says less than its author believes. Unknown and repeated keys are
/// refused, and a claim that is neither required nor ignored is an error.
@NullMarked
package dev.strongroom.attestation.policy;

import org.jspecify.annotations.NullMarked;
