using System.Text.RegularExpressions;

namespace Models.Tests;

/// <summary>What spin found out about a model in one scene.</summary>
/// <param name="Output">All that the verifier wrote.</param>
internal sealed partial record Verdict(string Output)
{
    /// <summary>Every state was seen: nothing stopped or cut the search.</summary>
    public bool IsComplete =>
        Summary().IsMatch(Output)
        && !Output.Contains("Search not completed", StringComparison.Ordinal)
        && !Output.Contains("max search depth too small", StringComparison.Ordinal)
        && Output.Contains("Full statespace search", StringComparison.Ordinal);

    public int Errors => int.Parse(Summary().Match(Output).Groups["errors"].Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The first line that says what is wrong, such as an assertion or an invalid end state.</summary>
    public string Complaint => Output.Split('\n').FirstOrDefault(static line => line.StartsWith("pan:1:", StringComparison.Ordinal)) ?? "";

    [GeneratedRegex("State-vector [0-9]+ byte, depth reached [0-9]+, errors: (?<errors>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Summary();

    /// <summary>Has spin check a model (spin -a, gcc, pan), in a folder of its own.</summary>
    /// <param name="model">A file of models/, without .pml.</param>
    /// <param name="definitions">The scene and what is broken: macros of the model.</param>
    public static Verdict Of(string model, params string[] definitions)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("causeway-model-");
        try
        {
            string file = Path.Combine(Repository.Root, "models", model + ".pml");
            string macros = string.Join(' ', definitions.Select(static one => "-D" + one));

            // Without a formula: assertions and invalid end states. With one: acceptance cycles, under weak fairness.
            bool hasFormula = File.ReadAllText(file).Contains("\nltl ", StringComparison.Ordinal);
            string kind = hasFormula ? "-DNFAIR=3" : "-DSAFETY";
            string search = hasFormula ? "-a -f -m3000000" : "-m100000";
            const string Script = "cd \"$1\" && spin -a $2 \"$3\" && gcc -O1 -w $4 -DVECTORSZ=2048 -DMEMLIM=4096 -o pan pan.c && ./pan $5 >verdict";
            CCompiler.Run("sh", "-c", Script, "sh", folder.FullName, macros, file, kind, search);
            return new Verdict(File.ReadAllText(Path.Combine(folder.FullName, "verdict")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
