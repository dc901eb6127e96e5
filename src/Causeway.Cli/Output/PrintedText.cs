using Causeway.Cli.Commands;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Output;

/// <summary>Text for people on standard output: help, the version.</summary>
internal static class PrintedText
{
    /// <summary>Prints it with a line feed.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(string text)
    {
        try
        {
            StandardDescriptor.CheckOutput();
            Console.Out.WriteLine(text);
            return 0;
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"causeway: {PrintableText.Of(Failure.Describe(e))}");
            return Root.UsageError;
        }
    }
}
