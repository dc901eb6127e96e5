using System.CommandLine;
using System.Runtime.CompilerServices;

namespace Causeway.Cli.Commands.Verbs;

/// <summary>Reads the arguments of a verb. Apart, so that help loads no parser.</summary>
internal static class VerbParser
{
    /// <summary>The parser takes a first argument that is its command's name for the program's.</summary>
    private const string Program = "causeway";

    /// <summary>Tells operands, options and the command apart.</summary>
    /// <exception cref="UsageException">The arguments are not the verb's.</exception>
    public static VerbArguments Parse(Verb verb, string[] arguments)
    {
        // What follows -- is nobody's option: a command, or operands that may begin with a dash.
        int end = Array.IndexOf(arguments, "--");
        string[] own = end < 0 ? arguments : arguments[..end];
        string[]? rest = end < 0 ? null : arguments[(end + 1)..];
        if (verb.RunsCommand && rest is [])
            throw new UsageException("there is no command after --");

        // Words alone need no parser, and loading it takes longer than most verbs.
        (string[] found, Dictionary<VerbOption, string[]> values) = Array.Exists(own, static one => one.StartsWith('-')) ? ParseOptions(verb, own) : (own, []);
        if (!verb.RunsCommand && rest is not null)
            found = [.. found, .. rest];
        if (found.Length < verb.FewestOperands)
            throw new UsageException($"{verb.Operands[found.Length]} is missing");
        if (found.Length > verb.MostOperands)
            throw new UsageException($"'{found[verb.MostOperands]}' is one operand too many");
        return new VerbArguments(found, values, verb.RunsCommand ? rest : null);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (string[] Operands, Dictionary<VerbOption, string[]> Values) ParseOptions(Verb verb, string[] own)
    {
        Argument<string[]> operands = new("operands") { Arity = ArgumentArity.ZeroOrMore };
        Command command = new(Program) { operands };
        Dictionary<VerbOption, Option> options = verb.Options.ToDictionary(option => option, ToOption);
        foreach (Option option in options.Values)
            command.Options.Add(option);
        ParseResult result = command.Parse([Program, .. own], new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        string[] found = result.GetValue(operands) ?? [];

        // The parser takes an option that it does not know for an operand.
        if (Array.Find(found, one => one.Length > 1 && one[0] == '-') is { } stray)
            throw new UsageException($"unknown option '{stray}'{(verb.RunsCommand ? "" : " (what begins with a dash and is none comes after --)")}");
        if (Array.Find(verb.Options, option => option.Value is not null && result.GetResult(options[option]) is { Tokens.Count: 0 }) is { } bare)
            throw new UsageException($"{bare.Value} is missing after {bare.Name}");
        if (result.Errors.Count > 0)
            throw new UsageException(result.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.'));
        return (found, ValuesOf(result, options));
    }

    private static Option ToOption(VerbOption option) => option switch
    {
        { Value: null } => new Option<bool>(option.Name) { Arity = ArgumentArity.Zero },
        { Repeats: true } => new Option<string[]>(option.Name) { Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false },
        _ => new Option<string>(option.Name),
    };

    private static Dictionary<VerbOption, string[]> ValuesOf(ParseResult result, Dictionary<VerbOption, Option> options)
    {
        Dictionary<VerbOption, string[]> values = [];
        foreach ((VerbOption option, Option parsed) in options)
        {
            string[]? given = parsed switch
            {
                Option<bool> flag => result.GetValue(flag) ? [] : null,
                Option<string[]> several => result.GetValue(several) is { Length: > 0 } all ? all : null,
                _ => result.GetValue((Option<string>)parsed) is { } one ? [one] : null,
            };
            if (given is not null)
                values.Add(option, given);
        }

        return values;
    }
}
