// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Optional;
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
    if (type == RunCommand.class) {
      return type.cast(new RunCommand(console));
    }
    if (type == ConnectCommand.class) {
      return type.cast(new ConnectCommand(console));
    }
    if (type == DoctorCommand.class) {
      return type.cast(new DoctorCommand(console));
    }
    if (type == BuildCommand.class) {
      return type.cast(new BuildCommand(console));
    if (type == KernelCommand.class) {
      return type.cast(new KernelCommand(console));
    }
    if (type == CompletionCommand.class) {
      return type.cast(new CompletionCommand(console));
    }
    if (type == CeremonyCommand.class) {
      return type.cast(new CeremonyCommand());
    }
    Optional<Object> step = ceremony(type).or(() -> image(type));
    if (step.isPresent()) {
      return type.cast(step.get());
    }
    return CommandLine.defaultFactory().create(type);
  }

  private Optional<Object> ceremony(Class<?> type) {
    if (type == CeremonyKeygenCommand.class) {
      return Optional.of(new CeremonyKeygenCommand(console));
    }
    if (type == CeremonyStatusCommand.class) {
      return Optional.of(new CeremonyStatusCommand(console));
    }
    if (type == CeremonyBeginCommand.class) {
      return Optional.of(new CeremonyBeginCommand(console));
    }
    if (type == CeremonyJoinCommand.class) {
      return Optional.of(new CeremonyJoinCommand(console));
    }
    if (type == CeremonyReleaseCommand.class) {
      return Optional.of(new CeremonyReleaseCommand(console));
    }
    return Optional.empty();
  }

  private Optional<Object> image(Class<?> type) {
    if (type == MeasureCommand.class) {
      return Optional.of(new MeasureCommand(console));
    }
    if (type == ImageCommand.class) {
      return Optional.of(new ImageCommand());
    }
    if (type == ImageShowCommand.class) {
      return Optional.of(new ImageShowCommand(console));
    }
    if (type == ImageSignCommand.class) {
      return Optional.of(new ImageSignCommand(console));
    }
    return Optional.empty();
  }
}
