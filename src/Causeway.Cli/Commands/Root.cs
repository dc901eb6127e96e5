using System.CommandLine;

namespace Causeway.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class Root
{
    public static RootCommand Create() => new("Every way two Linux processes can talk.") { TourCommand.Create() };
}
