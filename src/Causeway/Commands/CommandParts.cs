namespace Causeway.Commands;

/// <summary>What a started command consists of in this process.</summary>
internal sealed record CommandParts(CommandProcesses Processes, PipeWriteEnd? Input, PipeReadEnd? Output, PipeReadEnd? Error);
