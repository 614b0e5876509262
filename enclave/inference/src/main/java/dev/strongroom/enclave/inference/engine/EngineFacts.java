// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

/// What an engine runs.
///
/// @param description of the model for people, such as `llama 210K F16`
/// @param context how many tokens prompt and answer have together at most
/// @param vocabulary how many tokens there are
/// @param slots how many requests are worked on at once
/// @param chat whether messages can be made a prompt
public record EngineFacts(
    String description, int context, int vocabulary, int slots, boolean chat) {}
