"""Turkish."""

from __future__ import annotations

from deck.languages.language import build_language

TURKISH = build_language(
    "tr",
    "Turkish",
    labels={
        "question": "soru, s, ön yüz, alıştırma",
        "answer": "cevap, yanıt, çözüm, c, cevaplar, arka yüz, örnek cevap, kısa cevap",
        "eli8": "basitçe, basit anlatım, sade anlatım",
        "architect": "mimar bakışı, ayrıntılı, uzman bakışı",
        "counter": "karşı sorular, takip soruları, ek sorular",
        "key points": "anahtar noktalar, önemli noktalar, kilit noktalar, ana noktalar",
        "choices": "seçenekler, şıklar",
        "explanation": "açıklama, gerekçe, neden",
        "lessons": "dersler, çıkarılan dersler, alınan dersler",
        "decision": "karar",
        "topics": "konular, ilgili konular",
        "hint": "ipucu",
    },
    openers="ne, nedir, nasıl, neden, niçin, niye, ne zaman, nerede, kim, hangi, hangisi, kaç, açıklayın, açıkla, anlatın, "
    "karşılaştırın, tanımlayın, sayın, arasındaki fark, farkı nedir",
    reveals="cevap, cevabı göster, yanıt, yanıtı göster, çözüm, çözümü göster",
    correct="cevap, doğru cevap, doğru yanıt, yanıt, doğru seçenek, doğru cevaplar",
    months="ocak, oca; şubat, şub; mart, mar; nisan, nis; mayıs, may; haziran, haz; temmuz, tem; ağustos, ağu; eylül, eyl; "
    "ekim, eki; kasım, kas; aralık, ara",
    weekdays="pazartesi, pzt; salı; çarşamba, çar; perşembe, per; cuma, cum; cumartesi, cmt; pazar, paz",
    common="ve, bir, bu, için, ile, olarak, de, da, daha, çok, olan, gibi, ise, değil, var, sonra, kadar, en, her, olduğu, edilir",
    about="yaklaşık, civarında, sularında, aşağı yukarı",
    prepositions="saat, yaklaşık, saat yaklaşık",
    timelines="zaman çizelgesi, olayların sırası, olay akışı, kronoloji, olay zaman çizelgesi",
    incidents="olay, kesinti, arıza, olaylar",
    troubles="hata, hatalar, hataları, kesinti, arıza, uyarı, alarm, yavaş, yavaşladı, erişilemiyor, yeniden başlatıldı, "
    "düzeltildi, çözüldü, geri alındı, sebep, dağıtım",
    no_events="çalışma saatleri, gündem, ders programı, takvim, sefer tarifesi",
)
