// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

/// Something that isn't as it should be.
///
/// @param check that failed
/// @param place where: `checkpoint`, `leaf 12`, or the path of a tile
/// @param problem for people; may hold the log's own words, which aren't to be trusted on a
///   terminal
public record AuditFinding(AuditCheck check, String place, String problem) {}
