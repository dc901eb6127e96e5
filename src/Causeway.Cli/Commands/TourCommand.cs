using System.CommandLine;
using Causeway.Cli.Tour;

namespace Causeway.Cli.Commands;

/// <summary><c>causeway tour</c>.</summary>
internal static class TourCommand
{
    public static Command Create()
    {
        var input = new Option<FileInfo?>("--input") { Description = "The file to carry; a large assembly of the .NET runtime unless given." };
        var command = new Command("tour", "Carry a real file to a second process over each basic mechanism, and check it there.") { input };
        command.SetAction((result, token) => TourRunner.RunAsync(result.GetValue(input)?.FullName ?? DefaultInput.Path, token));
        return command;
    }
}
