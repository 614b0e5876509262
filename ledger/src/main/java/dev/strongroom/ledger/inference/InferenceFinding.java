// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

/// One named check of [InferenceReceipt].
///
/// @param name stable, such as `request.digest`
/// @param passed whether it holds
/// @param detail for people; nothing of request or response
public record InferenceFinding(String name, boolean passed, String detail) {}
