// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// Makes the commands and hands them what they talk through.
record Commands(Console console) implements IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == InspectCommand.class) {
      return type.cast(new InspectCommand(console));
    }
    if (type == VerifyCommand.class) {
      return type.cast(new VerifyCommand(console));
    }
    if (type == UpCommand.class) {
      return type.cast(new UpCommand(console));
    }
    if (type == ConnectCommand.class) {
      return type.cast(new ConnectCommand(console));
    }
    if (type == DoctorCommand.class) {
      return type.cast(new DoctorCommand(console));
    }
    if (type == CompletionCommand.class) {
      return type.cast(new CompletionCommand(console));
    }
    return CommandLine.defaultFactory().create(type);
  }
}
