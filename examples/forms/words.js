// The texts of the pages that a framework renders. `form` has the texts that bindForm shows of its own.
export const english = {
  title: "Book a workshop",
  email: "Email",
  seats: "Seats, at most 8",
  day: "Day",
  thu: "Thursday",
  fri: "Friday",
  consent: "I agree to the terms",
  send: "Book",
  problems: "There is a problem",
  booked: "Your seats are booked.",
};

export const arabic = {
  title: "احجز ورشة عمل",
  email: "البريد الإلكتروني",
  seats: "المقاعد، 8 على الأكثر",
  day: "اليوم",
  thu: "الخميس",
  fri: "الجمعة",
  consent: "أوافق على الشروط",
  send: "احجز",
  problems: "هناك مشكلة",
  booked: "تم حجز مقاعدك.",
  form: {
    noAnswer: "لا رد من الخادم. تحقق من اتصالك وحاول مرة أخرى.",
    failed: "تعذر الإرسال. حاول مرة أخرى.",
    retryIn: (seconds) => `يمكنك المحاولة مرة أخرى بعد ${seconds} ث`,
  },
};
